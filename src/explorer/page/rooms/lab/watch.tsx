/** A running attack: how much was asked, what is still to be found, and how it fell. It stays when the attack has ended. */
import { TARGETS } from '../../../../lab/index.ts';
import { language } from '../../state.ts';
import { courseLine, type Standings, type Watched } from './standings.ts';
import { say, unitOf } from './words.ts';

export interface WatchProps {
  /** The attack's. */
  readonly name: string;
  readonly standings: Standings;
}

export function AttackWatch({ name, standings }: WatchProps) {
  const rows = TARGETS.flatMap((target) => {
    const watched = standings[target];
    return watched === undefined ? [] : [{ target, watched }];
  });
  const hasGauge = rows.some(({ watched }) => watched.last.gauge !== undefined);
  return (
    <section class="watch" aria-labelledby="course">
      <h2 id="course">{say('course')}</h2>
      <table class="uses">
        <thead>
          <tr>
            <th scope="col">{say('whom')}</th>
            <th scope="col">{say('asked')}</th>
            {hasGauge && <th scope="col">{say('open')}</th>}
            <th scope="col">{say('end')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ target, watched }) => (
            <tr key={target}>
              <th scope="row">{say(target)}</th>
              <td>{say('counted', numberText(watched.last.count), unitOf(name, watched.last.unit))}</td>
              {hasGauge && <td>{watched.last.gauge !== undefined && <GaugeView watched={watched} />}</td>}
              <td>{endText(watched)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const numberText = (value: number): string => new Intl.NumberFormat(language.value).format(value);

const WIDTH = 300;
const HEIGHT = 48;

function GaugeView({ watched }: { readonly watched: Watched }) {
  const { kind, value, whole, goal } = watched.last.gauge!;
  const [now, first] = [numberText(Math.round(value)), numberText(whole)];
  const text = goal === undefined ? say('gauge', now, first, say(kind)) : say('gaugeTo', now, first, say(kind), goal);
  return (
    <>
      <svg class="course" viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
        <path d={courseLine(watched, WIDTH, HEIGHT)} />
      </svg>
      {text}
    </>
  );
}

/** The attack's own words are English ones. */
function endText({ last }: Watched): string {
  if (last.won !== undefined) return say(last.won ? 'won' : 'lost');
  return language.value === 'zh' || last.note === '' ? say('running') : last.note;
}
