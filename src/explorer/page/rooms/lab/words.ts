/** The words of the lab. */
import type { AttackGauge, AttackRow } from '../../../../lab/index.ts';
import { lateChinese } from '../../late-chinese.ts';
import { wordsOf } from '../../state.ts';

export const say = wordsOf({
  en: {
    attack: 'Attack',
    runAttack: 'Run the attack',
    attackPrograms: 'The other attacks, as programs',
    lead: 'Attacks from the literature, each on a variant that is broken on purpose, and then on the engine: what is broken, the attack, what it won, and what stops it.',
    by: 'Published by {0}.',
    course: 'How the attack goes',
    whom: 'against',
    asked: 'count',
    open: 'still to be found',
    end: 'end',
    broken: 'the broken variant',
    engine: 'the engine',
    counted: '{1}: {0}',
    gauge: '{0} of {1} {2}',
    gaugeTo: '{0} {2}, {1} at first; a row that holds the key has {3} or fewer',
    won: 'The attacker has won.',
    lost: 'The attacker has lost.',
    running: 'running…',
    'interval-bits': 'bits of the interval in which the secret lies',
    'open-bits': 'bits of the secret',
    'open-bytes': 'bytes of the secret',
    'row-bits': 'bits of the longest number in the shortest row of the lattice',
  },
  zh: {
    attack: '攻击',
    runAttack: '开始攻击',
    attackPrograms: '其他攻击，作为程序运行',
    lead: '文献里的攻击，先打一个特意做坏的版本，再打本引擎：坏在哪里，攻击怎样进行，赢得了什么，又是什么挡住了它。',
    by: '出处：{0}。',
    course: '攻击的进程',
    whom: '对象',
    asked: '次数',
    open: '还没找到的',
    end: '结局',
    broken: '做坏的版本',
    engine: '本引擎',
    counted: '{0} {1}',
    gauge: '{2}：{0}（起初 {1}）',
    gaugeTo: '{2}：{0}（起初 {1}；含有私钥的行不超过 {3}）',
    won: '攻击者赢了。',
    lost: '攻击者输了。',
    running: '正在进行…',
    'interval-bits': '秘密所在区间的位数',
    'open-bits': '秘密还剩的位数',
    'open-bytes': '秘密还剩的字节数',
    'row-bits': '格里最短一行中最大的数的位数',
  } satisfies Record<AttackGauge['kind'], string> & Record<string, string>,
});

const chinese = lateChinese(async () => (await import('./chinese.ts')).ATTACKS_CHINESE);

/** What the list says of an attack, in the language of the page. */
export function attackTexts({ name, title, usualName, summary }: AttackRow) {
  const texts = chinese()?.[name];
  const told = texts?.summary ?? `${summary[0].toUpperCase()}${summary.slice(1)}`;
  return { title: texts?.title ?? title, usualName: texts?.usualName ?? usualName, summary: told };
}

/** What an attack counts. @param unit - its own word. */
export const unitOf = (name: string, unit: string): string => chinese()?.[name]?.unit ?? unit;
