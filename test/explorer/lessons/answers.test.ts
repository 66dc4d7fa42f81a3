/** Answers to exercises as readers write them. */
import { describe, expect, it } from 'vitest';
import { isRightAnswer } from '../../../src/explorer/lessons/answers.ts';

describe('isRightAnswer', () => {
  it.each([
    [
      'digits in hexadecimal',
      ['9f86', '0x9f86'],
      ['9f86', ' 9F 86 ', '９ｆ８６', '9F86.', '0x9F86', '０ｘ９ｆ８６', '9f:86'],
    ],
    ['a number', ['45'], ['45', ' ４５ ', '45 bytes', '45 字节', '45个字节', '0x2d', 'about 45', '４５。']],
    [
      'a large number',
      ['65536', '16^4', '2^16'],
      ['65,536', '65 536', '16^4', '16⁴', '2**16', '0x10000', '大约 65536 次', '~65536'],
    ],
    [
      'a half',
      ['128', 'half', '1/2', '0.5'],
      ['128', 'a half', 'Half.', '½', '１／２', '128 bits', '0.5', '128 个比特'],
    ],
    ['a place', ['6', '六'], ['6', '第6个', '第 6 个字节', '第六个字节', '第六个', 'byte 6', '六']],
    [
      'a count in words',
      ['2', '两', '二', 'two'],
      ['2', '两个', '二', 'Two', 'two round trips', '两个来回', '2 个共享秘密'],
    ],
    ['no', ['no'], ['no', 'No.', 'n', 'no, he cannot', '否', '不能', '不会', '不可以']],
    ['no, in Chinese', ['不同', '不相同', 'no'], ['不同', '不一样', '不', '否']],
    ['yes', ['能', 'yes'], ['能', '可以', '是的', 'YES', 'yes, it does', 'ｙｅｓ']],
    ['letters in order', ['ACB'], ['acb', 'A C B', 'A, C, B', 'A、C、B', 'A→C→B', 'A -> C -> B', 'Ａ－Ｃ－Ｂ']],
    [
      'a name',
      ['CertificateVerify'],
      ['certificateverify', 'Certificate Verify', '`CertificateVerify`', '“CertificateVerify”'],
    ],
    ['a title', ["the cluster's CA"], ['The cluster’s CA', "cluster's CA", 'the clusters CA']],
  ])('takes %s in every form', (_, answers, forms) => {
    expect(forms.filter((form) => !isRightAnswer(form, answers))).toEqual([]);
  });

  it.each([
    ['digits in hexadecimal', ['9f86', '0x9f86'], ['9f8', '0x9f', '869f', '']],
    ['a number', ['128', 'half', '1/2'], ['12', '1 2', '129', '0x128', '', ' ', '　', '-', '.']],
    ['a large number', ['65536', '16^4'], ['164', '65535', '0x65536', '16*4']],
    ['no', ['no'], ['yes', 'nothing', 'not', '是', '能', 'know']],
    ['yes', ['能', 'yes'], ['no', '不能', 'yesterday', '不是']],
    ['letters in order', ['ACB'], ['ABC', 'AC', 'A']],
    ['a count', ['2', 'two'], ['20', '12', 'twofold', '二十']],
  ])('refuses what is wrong: %s', (_, answers, forms) => {
    expect(forms.filter((form) => isRightAnswer(form, answers))).toEqual([]);
  });
});
