/** The place where a secret is unfolded; its code is loaded once a session is shown. */
import { useLate } from '../../parts/late.tsx';
import type { UnfoldProps } from './unfold.tsx';

export function LateUnfold(props: UnfoldProps) {
  const Unfold = useLate(true, async () => (await import('./unfold.tsx')).Unfold);
  return Unfold === undefined ? null : <Unfold {...props} />;
}
