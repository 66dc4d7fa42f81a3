/** The rows that the stepped tables of an exhibit show, as an address has them. */
import { amend, passOver } from '../state.ts';
import type { Stepping } from './exhibit.tsx';

/** @param name - of the setting of the address. */
export const steppingIn = (name: string): Stepping => ({
  onMissing: () => passOver(name),
  onStep: (step) => amend({ [name]: step }),
  goTo: goToSteps,
  text: stepsText,
});

const stepsIn = (element: HTMLElement): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('.steps')];

const slidersIn = (element: HTMLElement): (HTMLInputElement | null)[] =>
  stepsIn(element).map((steps) => steps.querySelector<HTMLInputElement>('.stepper input'));

/** Where the tables stand, without those at their first row. */
function stepsText(element: HTMLElement): string | undefined {
  const places = slidersIn(element).map((slider, table) => ({ table, row: Number(slider?.value ?? 1) - 1 }));
  const moved = places.filter(({ row }) => row > 0).map(({ table, row }) => `${table}.${row}`);
  return moved.length === 0 ? undefined : moved.join(',');
}

/** Steps each table to its row, as its slider does. @returns whether there are all of them. */
function goToSteps(element: HTMLElement, step: string): boolean {
  const rows = new Map(
    [...step.matchAll(/(\d{1,4})\.(\d{1,4})/g)].map(([, table, row]) => [Number(table), Number(row)]),
  );
  let found = 0;
  for (const [table, slider] of slidersIn(element).entries()) {
    if (slider === null) continue;
    const row = rows.get(table) ?? 0;
    const isThere = row < Number(slider.max);
    if (isThere && rows.has(table)) found++;
    const wanted = `${(isThere ? row : 0) + 1}`;
    if (slider.value === wanted) continue;
    slider.value = wanted;
    slider.dispatchEvent(new Event('input'));
  }
  return found === rows.size;
}
