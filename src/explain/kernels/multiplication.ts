/** k·P on a curve, bit by bit, as a table. */
import type { Step } from '../../reference/index.ts';
import type { Table } from '../document/exhibit.ts';
import { abbreviated } from './steps.ts';

/** The doublings and additions and additions among the steps of a reference implementation.
 * @param secret - whether k is secret: the additions reveal its bits. */
export function multiplicationTable(title: string, rule: string, steps: readonly Step[], secret: boolean): Table {
  const points = steps.filter(isPointStep);
  const rows = points.map(({ name, index, value: { X, Y, Z } }) => [
    `${index['i']}`,
    name,
    ...[X, Y, Z].map((one) => abbreviated(one, 10)),
  ]);
  return {
    kind: 'table',
    title,
    rule,
    columns: ['bit', 'step', 'X', 'Y', 'Z'],
    rows,
    how: points.map(({ value: { X, Y, Z } }) =>
      Object.entries({ X, Y, Z }).map(([name, one]) => `${name} = ${one.toString(16)}`),
    ),
    brief: { noun: 'step', column: 1 },
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
