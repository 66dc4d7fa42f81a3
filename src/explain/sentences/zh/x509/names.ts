/** 可分辨名称与一般名称。 */
import type { NAMES as ENGLISH } from '../../en/x509/names.ts';
import type { Translated } from '../../sentence.ts';

export const NAMES: Translated<typeof ENGLISH> = {
  Name: { '*': '可分辨名称：一串属性，从国家或组织一直到通用名称。' },
  RelativeDistinguishedName: { '*': '名称中的一级：几乎总是一个属性，偶尔有几个。' },
  AttributeTypeAndValue: {
    '*': '名称中的一个属性。',
    type: '属性的种类：CN、O、C 等等。',
    value: '属性的文本。',
  },
  AttributeValue: {
    printableString: '只含字母、数字、空格和少数标点的文本，国家代码通常用它。',
    utf8String: 'UTF-8 文本，RFC 5280 要求新的名称使用它。',
    teletexString: '旧字符集的文本，只见于老证书。',
    bmpString: '每个字符占两个字节的文本，旧式。',
    universalString: '每个字符占四个字节的文本，旧式。',
    ia5String: 'ASCII 文本，用于邮件地址和域名组成部分。',
    numericString: '数字和空格。',
    visibleString: '可打印的 ASCII 文本。',
    bitString: '比特串，用于唯一标识符。',
    octetString: '字节串，用于不是文本的属性。',
  },
  DirectoryString: {
    printableString: '只含字母、数字、空格和少数标点的文本。',
    utf8String: 'UTF-8 文本。',
    teletexString: '旧字符集的文本。',
    bmpString: '每个字符占两个字节的文本。',
    universalString: '每个字符占四个字节的文本。',
  },
  GeneralName: {
    '*': '一个名称，属于九种之一。',
    otherName: '种类由对象标识符规定的名称，例如 Windows 登录名。',
    rfc822Name: '邮件地址；在约束中也可以是一台主机，或以点开头的一个域。',
    dNSName: 'DNS 名；星号只能占据最左边的整个标签。',
    x400Address: 'X.400 邮件地址，没有人使用。',
    directoryName: '可分辨名称。',
    ediPartyName: '电子数据交换的一方，没有人使用。',
    uniformResourceIdentifier: 'URI：到哪里取某样东西，或某个服务是谁。',
    iPAddress: 'IP 地址，4 或 16 字节；在约束中后面再接掩码。',
    registeredID: '用作名称的对象标识符。',
  },
  OtherName: {
    typeId: '名称的种类。',
    value: '名称本身，格式由种类决定。',
  },
  EDIPartyName: {
    nameAssigner: '由谁命名。',
    partyName: '名称。',
  },
  ORAddress: { '*': 'X.400 地址，按字节保留。' },
};
