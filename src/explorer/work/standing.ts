/** What a job of the lab tells the page while it runs. */
import type { AttackGauge, Target } from '../../lab/index.ts';

/** Where an attack stands, while it runs and when it has ended. */
export interface Standing {
  readonly target: Target;
  readonly count: number;
  /** What is counted. */
  readonly unit: string;
  readonly gauge?: AttackGauge | undefined;
  /** The attack's own words. */
  readonly note: string;
  /** Once it has ended: whether the attacker has won. */
  readonly won?: boolean;
}
