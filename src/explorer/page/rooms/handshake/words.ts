/** The words of sessions with real servers. */
import { wordsOf } from '../../state.ts';

export const say = wordsOf({
  en: {
    peer: 'The server',
    own: 'an end in this page',
    other: '{0}, which this page does not reach',
    ownLead:
      'Two ends in this page, a client and a server, agree on keys. Choose what they speak and what goes wrong, walk from message to message, and unfold each secret to what it was made of.',
    lead: 'The client is in this page; the server is a real one. The relay on this machine passes on ciphertext, and nothing else leaves the page.',
    noRelay:
      'This page has no way to a server. vitrine explore -relay {0} serves one that has: its address, with what stands behind # here, leads there.',
    notAllowed: 'The relay of this page reaches other servers only. Name this one too: vitrine explore -relay {0}',
    connect: 'Shake hands',
    covered: 'The secrets of this session are covered.',
    shown: 'The secrets of this session are shown: whoever has them and its records can read it.',
    show: 'Show the secrets',
    cover: 'Cover the secrets',
    noGroup: 'none: the client encrypts the secret for the certificate’s key',
    'field.ownSuite': 'Version and cipher suite',
    'field.clientSuites': 'The client offers these suites, in the order of the ticks; without a tick, the one above',
    'field.clientGroups': 'The client offers these groups, the first with a key share; without a tick, the one above',
    'field.serverSuites': 'The server takes these suites, in the order of the ticks; without a tick, the one above',
    'field.serverGroups': 'The server takes these groups, in the order of the ticks; without a tick, the one above',
    'field.version': 'Version',
    'field.servername': 'The name that its certificate must have, if another',
    'field.request': 'Ask for / over HTTP after the handshake',
    'field.unverified': 'Go on whatever its certificate is worth',
    'choice.any': 'what it likes best',
  },
  zh: {
    peer: '服务器',
    own: '本页里的一端',
    other: '{0}（本页到不了）',
    ownLead:
      '客户端和服务器都在本页里，它们协商出密钥。选择它们用什么、哪里出错；逐条消息往下走，把每个秘密展开，看它由什么得来。',
    lead: '客户端在本页里，服务器是真的。本机上的中继只转送密文；除此之外，没有任何数据离开本页。',
    noRelay:
      '本页没有通往服务器的路。vitrine explore -relay {0} 打开的页面有；把这里 # 后面的部分接在它的地址后，就到同一处。',
    notAllowed: '本页的中继只通往别的服务器。要去这一台，请把它也写上：vitrine explore -relay {0}',
    connect: '开始握手',
    covered: '这次会话的秘密已遮住。',
    shown: '这次会话的秘密正在显示：有了它们和记录，就能读懂全部内容。',
    show: '显示秘密',
    cover: '遮住秘密',
    noGroup: '无：客户端用证书的公钥加密秘密',
    'field.ownSuite': '版本与密码套件',
    'field.clientSuites': '客户端提供的套件，按勾选的先后排列；一个都不勾，就只有上面那个',
    'field.clientGroups': '客户端提供的曲线（group），为第一个附上密钥份额；一个都不勾，就只有上面那个',
    'field.serverSuites': '服务器接受的套件，按勾选的先后排列；一个都不勾，就只有上面那个',
    'field.serverGroups': '服务器接受的曲线（group），按勾选的先后排列；一个都不勾，就只有上面那个',
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
