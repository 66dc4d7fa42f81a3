/** Tells what of the address was not understood. */
import type { PassedOver } from '../../address.ts';
import { passedOver, wordsOf } from '../state.ts';

const say = wordsOf<PassedOver['kind'] | 'lead' | 'more'>({
  en: {
    lead: 'Not all of this address was understood. What you see is without it:',
    room: 'There is no room “{0}”.',
    setting: 'This room has no setting “{0}”.',
    value: '“{1}” is no value of “{0}”.',
    idle: '“{0}” has no effect beside the other settings.',
    twice: '“{0}” is set more than once; the last value counts.',
    escape: '“{0}” has a malformed %-escape, and is taken as it stands.',
    nameless: '“{0}” is no setting, which would be NAME=VALUE.',
    rest: 'It is too long: at most 8000 characters and 64 settings are read.',
    more: 'And {0} more.',
  },
  zh: {
    lead: '这个地址没有全部读懂。现在显示的内容不包括：',
    room: '没有叫“{0}”的展室。',
    setting: '这间展室没有“{0}”这项设置。',
    value: '“{0}”不能是“{1}”。',
    idle: '“{0}”与其他设置放在一起不起作用。',
    twice: '“{0}”出现了不止一次，以最后一次为准。',
    escape: '“{0}”里的百分号转义不完整，按原样使用。',
    nameless: '“{0}”不是设置；设置应写成“名字=值”。',
    rest: '地址太长：最多读 8000 个字符、64 项设置。',
    more: '另外还有 {0} 处。',
  },
});

/** Most that is told one by one. */
const MOST = 8;
const MOST_LETTERS = 60;

/** A text of somebody else's as it can stand in a sentence, which it does not turn round. */
export const plainText = (text: string): string => text.replace(/\p{C}/gu, '\ufffd');

/** A text of an address, as it can stand in a sentence: it does not fill the page either. */
export const quoted = (text: string): string => {
  const plain = plainText(text);
  return plain.length > MOST_LETTERS ? `${plain.slice(0, MOST_LETTERS)}…` : plain;
};

export function PassedOverList() {
  const all = passedOver.value;
  return (
    <div class="fault" role="alert">
      <p>{say('lead')}</p>
      <ul>
        {all.slice(0, MOST).map(({ kind, name, value }, i) => (
          <li key={i}>{say(kind, quoted(name), quoted(value))}</li>
        ))}
      </ul>
      {all.length > MOST && <p>{say('more', all.length - MOST)}</p>}
    </div>
  );
}
