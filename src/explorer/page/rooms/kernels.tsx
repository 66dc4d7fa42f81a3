/** The room that shows algorithms step by step. */
import { useComputed, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { KERNEL_NAMES, KERNELS, type KernelName, kernelNamed } from '../../kernels.ts';
import { kernelProgram } from '../../programs/kernels.ts';
import type { SettingTexts } from '../../settings.ts';
import { CopyButton } from '../parts/copy.tsx';
import { ExhibitView } from '../parts/exhibit.tsx';
import { fieldLabel, SettingsForm } from '../parts/form.tsx';
import { Progress } from '../parts/progress.tsx';
import { steppingIn } from '../parts/stepping.ts';
import { Task, useVisit } from '../parts/task.ts';
import type { RoomProps } from '../room.ts';
import { amend, goTo, language, linkHere, place, word, wordsOf } from '../state.ts';
import { kernelWord } from '../words/kernels.ts';

const say = wordsOf({
  en: {
    lead: 'One algorithm at a time, with every value on the way. Type your own input: everything is computed anew, by the reference implementation that follows its standard line by line.',
  },
  zh: {
    lead: '一次看一个算法，以及途中的每一个值。输入你自己的数据：一切都由逐行对应标准的参考实现重新计算。',
  },
});

const STEPPING = steppingIn('step');

/** The algorithm that the address names. */
const kernelIn = (settings: SettingTexts): KernelName => kernelNamed(settings['kernel']);

/** The settings whose change starts a new computation. The selected row is not one of them. */
function askedFor(): string {
  const { step: _, lang: __, ...settings } = place.value.settings;
  return JSON.stringify(settings);
}

export function KernelsRoom({ workshop }: RoomProps) {
  const task = useMemo(() => new Task(workshop, 'kernel'), [workshop]);
  const asked = useComputed(askedFor);
  useSignalEffect(() => {
    const settings = JSON.parse(asked.value) as SettingTexts;
    void task.begin({ name: kernelIn(settings), settings, language: language.value });
  });
  const { settings } = place.value;
  const name = kernelIn(settings);
  const outcome = task.outcome.value;
  const visit = useVisit(task);
  return (
    <>
      <h1>{word('kernels')}</h1>
      <p class="lead">{say('lead')}</p>
      <label class="field pick">
        <span>{word('algorithm')}</span>
        <select value={name} onChange={({ currentTarget }) => goTo('kernels', { kernel: currentTarget.value })}>
          {KERNEL_NAMES.map((one) => (
            <option key={one} value={one}>
              {kernelWord(`kernel.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <SettingsForm
        key={name}
        fields={KERNELS[name]}
        settings={settings}
        label={kernelWord}
        refusal={task.refusal}
        onChange={(field, text) => amend({ [field]: text })}
      />
      <div class="bar">
        <CopyButton text={linkHere} missing={word('noLink')}>
          {word('copyLink')}
        </CopyButton>
        <CopyButton text={() => kernelProgram(name, settings)}>{word('copyProgram')}</CopyButton>
      </div>
      <Progress task={task} labelOf={(field) => fieldLabel(KERNELS[name], field, kernelWord)} />
      {outcome !== undefined && (
        <ExhibitView key={visit} html={outcome.html} step={settings['step']} stepping={STEPPING} />
      )}
    </>
  );
}
