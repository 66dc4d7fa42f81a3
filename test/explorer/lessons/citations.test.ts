/** References to standards, and certificates told apart by their numbers, in Chinese. */
import { describe, expect, it } from 'vitest';
import { citationInChinese } from '../../../src/explorer/lessons/citations.ts';
import { chinese, partsInChinese } from '../../../src/explorer/lessons/labels.ts';

describe('a reference', () => {
  it.each([
    ['RFC 5280 §4.1', 'RFC 5280 §4.1'],
    ['FIPS 203 algorithm 15 step 7', 'FIPS 203 算法 15 第 7 步'],
    ['FIPS 203 algorithms 11 and 12', 'FIPS 203 算法 11、12'],
    ['Guide to ECC, algorithm 3.27', 'Guide to ECC 算法 3.27'],
    ['RFC 6979 §3.2 step h; FIPS 186-5 §A.3.2', 'RFC 6979 §3.2 第 h 步; FIPS 186-5 §A.3.2'],
    ['RFC 8032 §5.1.5 steps 2 and 3', 'RFC 8032 §5.1.5 第 2–3 步'],
    ['SP 800-38A appendix D', 'SP 800-38A 附录 D'],
    ['Not in X.690: lengths up to 2^32 − 1', '不出自 X.690：长度至多 2^32 − 1'],
    ['NIST SP 800-57 part 1 §5.6.1', 'NIST SP 800-57 第 1 部分 §5.6.1'],
  ])('%s', (rule, told) => {
    expect(citationInChinese(rule)).toBe(told);
    const [facts] = partsInChinese([{ kind: 'facts', title: '', rows: [{ label: 'x', value: 1, rule }] }], false);
    expect(facts).toMatchObject({ rows: [{ rule: told }] });
  });
});

describe('a certificate', () => {
  it('has the answers of the engine in Chinese, and the names in it as they are', () => {
    const rows = [
      ['CA', 'no', '否'],
      ['Public key', 'rsaEncryption, 2048 bits', 'rsaEncryption，2048 位'],
      ['Names', 'no', 'no'],
    ].map(([label, value, told]) => ({ label, value, told, rule: '' }));
    const [facts] = partsInChinese([{ kind: 'facts', title: '', rows }], false);
    expect(facts).toMatchObject({ rows: rows.map(({ told }) => ({ value: told })) });
  });

  it('has its number in Chinese, and a reader’s names stay', () => {
    expect(chinese('CN = a [serial 01ab…] ← (no subject) [serial 02]')).toBe(
      'CN = a [序列号 01ab…] ← （没有主体名） [序列号 02]',
    );
    const rows = [['client', 'CN = client [serial 02]']];
    const table = { kind: 'table', title: '', rule: '', columns: ['', ''], rows } as const;
    expect(partsInChinese([table], false)).toMatchObject([{ rows: [['client', 'CN = client [序列号 02]']] }]);
  });
});
