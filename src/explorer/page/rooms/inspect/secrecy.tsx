/** Says what of the input is covered, and covers or shows it. */
import type { Covered } from '../../../work/inspect.ts';
import { wordsOf } from '../../state.ts';
import type { InspectModel } from './model.ts';

const say = wordsOf({
  en: {
    privateCovered: 'Private numbers are covered.',
    privateShown: 'Private numbers are shown. Anyone who sees this page can use them.',
    showSecrets: 'Show private numbers',
    hideSecrets: 'Cover private numbers',
    unreadCovered: 'Bytes that cannot be read are covered: they may be private.',
    unreadShown:
      'Bytes that cannot be read are shown. If they are those of a private key, anyone who sees this page can use it.',
    showUnread: 'Show these',
    hideUnread: 'Cover these',
  },
  zh: {
    privateCovered: '私密数字已遮住。',
    privateShown: '私密数字正在显示。看到本页的人都可以使用它们。',
    showSecrets: '显示私密数字',
    hideSecrets: '遮住私密数字',
    unreadCovered: '读不懂的字节已遮住：它们可能属于某个私钥。',
    unreadShown: '读不懂的字节正在显示。如果它们属于某个私钥，看到本页的人都可以使用它。',
    showUnread: '显示这些字节',
    hideUnread: '遮住这些字节',
  },
});

export interface SecrecyProps {
  readonly model: InspectModel;
  readonly covered: Exclude<Covered, 'nothing'>;
}

export function Secrecy({ model, covered }: SecrecyProps) {
  const shown = model.showSecrets.value;
  return (
    <p class="secrecy">
      {say(shown ? `${covered}Shown` : `${covered}Covered`)}{' '}
      <button
        type="button"
        onClick={() => {
          model.showSecrets.value = !shown;
        }}
      >
        {say(covered === 'private' ? (shown ? 'hideSecrets' : 'showSecrets') : shown ? 'hideUnread' : 'showUnread')}
      </button>
    </p>
  );
}
