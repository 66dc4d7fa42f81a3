/** The room where algorithms are watched at work. */
import { useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { KERNEL_NAMES, KERNELS, type KernelName } from '../../kernels.ts';
import { kernelProgram } from '../../programs/kernels.ts';
import { CopyButton } from '../parts/copy.tsx';
import { ExhibitView } from '../parts/exhibit.tsx';
import { labelOf, SettingsForm } from '../parts/form.tsx';
import { Progress } from '../parts/progress.tsx';
import { Task } from '../parts/task.ts';
import type { RoomProps } from '../room.ts';
import { amend, goTo, language, place, word } from '../state.ts';

/** The algorithm that the address names. */
const chosen = (): KernelName => KERNEL_NAMES.find((name) => name === place.value.settings['kernel']) ?? 'sha256';

export function KernelsRoom({ workshop }: RoomProps) {
  const task = useMemo(() => new Task(workshop, 'kernel'), [workshop]);
  useSignalEffect(() => void task.begin({ name: chosen(), settings: place.value.settings, language: language.value }));
  const name = chosen();
  const { settings } = place.value;
  const outcome = task.outcome.value;
  return (
    <>
      <h1>{word('kernels')}</h1>
      <p class="lead">{word('kernelsLead')}</p>
      <label class="field pick">
        <span>{word('algorithm')}</span>
        <select value={name} onChange={({ currentTarget }) => goTo('kernels', { kernel: currentTarget.value })}>
          {KERNEL_NAMES.map((one) => (
            <option key={one} value={one}>
              {labelOf('kernel', one)}
            </option>
          ))}
        </select>
      </label>
      <SettingsForm
        key={name}
        fields={KERNELS[name]}
        settings={settings}
        onChange={(field, text) => amend({ [field]: text })}
      />
      <div class="bar">
        <CopyButton text={() => location.href}>{word('copyLink')}</CopyButton>
        <CopyButton text={() => kernelProgram(name, settings)}>{word('copyProgram')}</CopyButton>
      </div>
      <Progress task={task} />
      {outcome !== undefined && <ExhibitView html={outcome.html} />}
    </>
  );
}
