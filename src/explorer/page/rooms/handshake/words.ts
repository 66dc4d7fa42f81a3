/** The words of the room; those that only sessions with real servers need are in `live-words.ts`. */
import { wordsOf } from '../../state.ts';

export const say = wordsOf({
  en: {
    messageBack: 'The message before',
    messageNext: 'The next message',
    messageOf: 'Message {0} of {1}',
    allMessages: 'Messages: {0}. Walk through them one by one',
    peer: 'The server',
    own: 'an end in this page',
    other: '{0}, which this page does not reach',
    ownLead:
      'Two ends in this page, a client and a server, agree on keys. Choose what they speak and what goes wrong, walk from message to message, and unfold each secret to what it was made of.',
    lead: 'The client is in this page; the server is a real one. The relay on this machine passes on ciphertext, and nothing else leaves the page.',
    noGroup: 'none: the client encrypts the secret for the certificate’s key',
    'field.ownSuite': 'Version and cipher suite',
    'field.clientSuites': 'The client offers these suites, in the order of the ticks; without a tick, the one above',
    'field.clientGroups': 'The client offers these groups, the first with a key share; without a tick, the one above',
    'field.serverSuites': 'The server takes these suites, in the order of the ticks; without a tick, the one above',
    'field.serverGroups': 'The server takes these groups, in the order of the ticks; without a tick, the one above',
  },
  zh: {
    messageBack: '上一条消息',
    messageNext: '下一条消息',
    messageOf: '第 {0} 条消息，共 {1} 条',
    allMessages: '共 {0} 条消息；可以一条一条地看',
    peer: '服务器',
    own: '本页里的一端',
    other: '{0}（本页到不了）',
    ownLead:
      '客户端和服务器都在本页里，它们协商出密钥。选择它们用什么、哪里出错；逐条消息往下走，把每个秘密展开，看它由什么得来。',
    lead: '客户端在本页里，服务器是真的。本机上的中继只转送密文；除此之外，没有任何数据离开本页。',
    noGroup: '无：客户端用证书的公钥加密秘密',
    'field.ownSuite': '版本与密码套件',
    'field.clientSuites': '客户端提供的套件，按勾选的先后排列；一个都不勾，就只有上面那个',
    'field.clientGroups': '客户端提供的曲线（group），为第一个附上密钥份额；一个都不勾，就只有上面那个',
    'field.serverSuites': '服务器接受的套件，按勾选的先后排列；一个都不勾，就只有上面那个',
    'field.serverGroups': '服务器接受的曲线（group），按勾选的先后排列；一个都不勾，就只有上面那个',
  },
});
