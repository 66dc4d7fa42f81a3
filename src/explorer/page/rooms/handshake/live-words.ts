/** The words of sessions with real servers. */
import { wordsOf } from '../../state.ts';

export const say = wordsOf({
  en: {
    noRelay:
      'This page has no way to a server. vitrine explore -relay {0} serves one that has: its address, with what stands behind # here, leads there.',
    notAllowed: 'The relay of this page reaches other servers only. Name this one too: vitrine explore -relay {0}',
    connect: 'Shake hands',
    covered: 'The secrets of this session are covered.',
    shown: 'The secrets of this session are shown: whoever has them and its records can read it.',
    show: 'Show the secrets',
    cover: 'Cover the secrets',
    'field.version': 'Version',
    'field.servername': 'The name that its certificate must have, if another',
    'field.request': 'Ask for / over HTTP after the handshake',
    'field.unverified': 'Go on whatever its certificate is worth',
    'choice.any': 'what it likes best',
  },
  zh: {
    noRelay:
      '本页没有通往服务器的路。vitrine explore -relay {0} 打开的页面有；把这里 # 后面的部分接在它的地址后，就到同一处。',
    notAllowed: '本页的中继只通往别的服务器。要去这一台，请把它也写上：vitrine explore -relay {0}',
    connect: '开始握手',
    covered: '这次会话的秘密已遮住。',
    shown: '这次会话的秘密正在显示：有了它们和记录，就能读懂全部内容。',
    show: '显示秘密',
    cover: '遮住秘密',
    'field.version': '版本',
    'field.servername': '证书上应有的名字（如果不同）',
    'field.request': '握手后用 HTTP 请求 /',
    'field.unverified': '不管证书是否可信，都继续',
    'choice.any': '由服务器选',
  },
});

type Key = Parameters<typeof say>[0];
const OWN: ReadonlySet<string> = new Set<Key>([
  ...(['field.version', 'field.servername', 'field.request', 'field.unverified', 'choice.any'] as const),
]);

/** The label of a field or a choice that only this room has. */
export const liveLabel = (key: string): string | undefined => (OWN.has(key) ? say(key as Key) : undefined);
