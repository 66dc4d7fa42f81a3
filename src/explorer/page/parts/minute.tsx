/** A field for a time in UTC. It is text in ISO 8601: a browser's own control shows times in the form of its user's country. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { minuteOf } from '../../address.ts';
import { wordsOf } from '../state.ts';

const say = wordsOf({
  en: { wrong: 'This is no time such as {0}.' },
  zh: { wrong: '这不是时间，应写成 {0} 这样。' },
});

export interface MinuteProps {
  readonly label: string;
  /** The class of the label. */
  readonly kind: string;
  /** As addresses have it, `2026-06-01T12:00`; another text is shown as it is. */
  readonly value: string;
  readonly onMinute: (minute: string) => void;
}

const shown = (value: string): string => (minuteOf(value) === undefined ? value : `${value}Z`);

export function MinuteField({ label, kind, value, onMinute }: MinuteProps) {
  const text = useSignal(shown(value));
  const isWrong = useSignal(false);
  const id = useId();
  useEffect(() => {
    if (minuteOf(text.value) !== value) text.value = shown(value);
    isWrong.value = false;
  }, [value]);
  return (
    <label class={kind}>
      <span>{label}</span>{' '}
      <input
        type="text"
        class="minute"
        size={18}
        spellcheck={false}
        autocomplete="off"
        aria-invalid={isWrong.value}
        aria-describedby={isWrong.value ? id : undefined}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          const minute = minuteOf(text.value);
          if (minute === undefined) return;
          isWrong.value = false;
          onMinute(minute);
        }}
        onChange={() => {
          const minute = minuteOf(text.value);
          isWrong.value = minute === undefined;
          if (minute !== undefined) text.value = shown(minute);
        }}
      />
      {isWrong.value && (
        <small class="fault" role="alert" id={id}>
          {say('wrong', '2026-06-01T12:00Z')}
        </small>
      )}
    </label>
  );
}
