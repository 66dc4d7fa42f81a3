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
    [
      'a number',
      ['45'],
      ['45', ' ４５ ', '45 bytes', '45 字节', '45个字节', '0x2d', 'about 45', '４５。', '大约 45 个'],
    ],
    [
      'a large number',
      ['65536'],
      [
        '65,536',
        '65 536',
        '16^4',
        '16⁴',
        '2^16',
        '2¹⁶',
        '2**16',
        '16·16·16·16',
        '0x10000',
        '大约 65536 次',
        '~65536',
        '2 的 16 次方',
      ],
    ],
    [
      'a half',
      ['128', '1/2'],
      [
        ...[
          '128',
          '128 bits',
          '128 个比特',
          '2^7',
          'half',
          'a half',
          'Half.',
          'about half',
          'one half',
          'half of them',
        ],
        ...['½', '１／２', '0.5', '.5', '50%', '50 %', '５０％', '50 percent', '一半', '大约一半', '百分之五十'],
      ],
    ],
    [
      'a place',
      ['6'],
      ['6', '6th', 'six', 'sixth', 'the sixth byte', 'byte 6', '第6个', '第 6 个字节', '第六个字节', '第六个', '六'],
    ],
    [
      'a count in words',
      ['2'],
      ['2', '两', '两个', '二', 'Two', 'two blocks', 'two round trips', '两个来回', '2 个共享秘密'],
    ],
    ['a count of two digits', ['20'], ['20', 'twenty', 'twenty key shares', '二十', '二十个', '20 个密钥份额', '２０']],
    ['a power beside its exponent', ['192', '2^192'], ['192', '2^192', '2¹⁹²', '2**192 steps', '192 次方']],
    [
      'no',
      ['no'],
      [
        'no',
        'No.',
        'n',
        'no, he cannot',
        'no, it is not',
        'No: never',
        '否',
        '不能',
        '不能，因为没有私钥',
        '不会',
        '不可以',
      ],
    ],
    ['no, in Chinese', ['不同'], ['不同', '不相同', '不相等', '不一样', '不', '否', 'no']],
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
    ['digits that begin with a zero', ['0086', '0x0086'], ['86', '00086']],
    [
      'a number',
      ['128', '1/2'],
      ['12', '1 2', '129', '0x128', '1/3', '2', '5%', '0,5 bits', '', ' ', '　', '-', '.', 'bits'],
    ],
    ['a large number', ['65536'], ['164', '65535', '0x65536', '16*4', '2^15', '65536%', '2^99999999']],
    ['no', ['no'], ['yes', 'nothing', 'not', '是', '能', 'know', '相同']],
    ['yes', ['能', 'yes'], ['no', '不能', 'yesterday', '不是', '不，能']],
    ['letters in order', ['ACB'], ['ABC', 'AC', 'A']],
    ['a count', ['2'], ['20', '12', 'twofold', '二十', '第', '个']],
  ])('refuses what is wrong: %s', (_, answers, forms) => {
    expect(forms.filter((form) => isRightAnswer(form, answers))).toEqual([]);
  });
});
