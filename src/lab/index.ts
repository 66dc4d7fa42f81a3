/** Attacks on variants that are broken on purpose. Each is run against its broken variant, where it wins, and against the engine, where it loses.
 * Nothing of the engine imports this room, so that no broken code can be reached from it. */
export {
  type Attack,
  type AttackGauge,
  type AttackInput,
  type AttackOutcome,
  type AttackProgress,
  type AttackRow,
  type AttackSize,
  type Difference,
  GAUGES,
  TARGETS,
  type Target,
} from './attack.ts';
export { runAttack, type WatchAttack } from './run.ts';
export { attackExhibit } from './story.ts';
export { ATTACKS } from './table.ts';
