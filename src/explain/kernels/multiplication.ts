/** k·P on a curve, bit by bit, as a table. */
import type { Step } from '../../reference/index.ts';
import type { Table } from '../document/exhibit.ts';
import { abbreviated, withoutMiddle } from './steps.ts';

/** The first and the last doublings and additions among the steps of a reference implementation.
 * @param secret - whether k is secret: the additions reveal its bits. */
export function multiplicationTable(title: string, rule: string, steps: readonly Step[], secret: boolean): Table {
  const rows = steps
    .filter(isPointStep)
    .map(({ name, index, value: { X, Y, Z } }) => [
      `${index['i']}`,
      name,
      ...[X, Y, Z].map((one) => abbreviated(one, 10)),
    ]);
  return {
    kind: 'table',
    title,
    rule,
    columns: ['bit', 'step', 'X', 'Y', 'Z'],
    rows: withoutMiddle(rows, (leftOut) => ['…', `${leftOut} steps more`, '', '', '']),
    ...(secret && { secret }),
  };
}

/** A point with the three coordinates that Jacobian and extended coordinates have in common. */
interface Coordinates {
  readonly X: bigint;
  readonly Y: bigint;
  readonly Z: bigint;
}

const isPointStep = (step: Step): step is Step<string, Coordinates> => step.name === 'doubled' || step.name === 'added';
