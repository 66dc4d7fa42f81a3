/** A secret of the session, unfolded into its derivation. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { MOST_CHARACTERS } from '../../../address.ts';
import type { SettingTexts } from '../../../settings.ts';
import type { UnfoldInput } from '../../../work/unfold.ts';
import { ExhibitView } from '../../parts/exhibit.tsx';
import { Progress } from '../../parts/progress.tsx';
import { steppingIn } from '../../parts/stepping.ts';
import { Task } from '../../parts/task.ts';
import type { RoomProps } from '../../room.ts';
import { amend, language, passOver, place, roomAddress, wordsOf } from '../../state.ts';

const say = wordsOf({
  en: {
    unfold: 'Unfold a secret',
    lead: 'Choose one, and see what it was made of: the label and the transcript, the HMAC below, and the blocks of the hash below that.',
    secret: 'Secret',
    none: 'none',
    links: 'Each round, in the room of kernels:',
  },
  zh: {
    unfold: '展开一个秘密',
    lead: '选一个，看它是由什么做成的：标签和对话记录，下面的 HMAC，再下面散列的每一块。',
    secret: '秘密',
    none: '不展开',
    links: '每一轮，见算法展室：',
  },
});

const STEPPING = steppingIn('secretStep');

export interface UnfoldProps extends RoomProps {
  readonly secrets: readonly string[];
  /** What the session depends on, or its recording. */
  readonly session: () => UnfoldInput['session'];
  readonly showSecrets: boolean;
}

export function Unfold({ workshop, secrets, session, showSecrets }: UnfoldProps) {
  const task = useMemo(() => new Task(workshop, 'unfold'), [workshop]);
  const wanted = (): string => place.value.settings['secret'] ?? '';
  const isShown = useSignal(showSecrets);
  useEffect(() => {
    if (!secrets.includes(wanted())) passOver('secret');
  }, []);
  useEffect(() => {
    isShown.value = showSecrets;
  }, [showSecrets]);
  useSignalEffect(() => {
    const secret = wanted();
    if (secret === '') task.clear();
    else void task.begin({ session: session(), language: language.value, secret, showSecrets: isShown.value });
  });
  const outcome = task.outcome.value;
  return (
    <section aria-labelledby="unfold">
      <h2 id="unfold">{say('unfold')}</h2>
      <p>{say('lead')}</p>
      <label class="field pick">
        <span>{say('secret')}</span>
        <select
          value={wanted()}
          onChange={({ currentTarget }) => amend({ secret: currentTarget.value || undefined, secretStep: undefined })}
        >
          <option value="">{say('none')}</option>
          {secrets.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Progress task={task} />
      {outcome !== undefined && (
        <div class="unfolded">
          <h3>{outcome.title}</h3>
          <KernelLinks links={outcome.links} />
          <ExhibitView html={outcome.html} step={place.value.settings['secretStep']} stepping={STEPPING} />
        </div>
      )}
    </section>
  );
}

type Links = readonly { readonly title: string; readonly settings: SettingTexts }[];

/** The links that are not too long for an address. */
function KernelLinks({ links }: { readonly links: Links }) {
  const addresses = links.map(({ title, settings }) => ({ title, address: roomAddress('kernels', settings) }));
  const short = addresses.filter(({ address }) => address.length <= MOST_CHARACTERS);
  if (short.length === 0) return null;
  return (
    <>
      <p>{say('links')}</p>
      <ul>
        {short.map(({ title, address }, i) => (
          <li key={i}>
            <a href={address}>{title}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
