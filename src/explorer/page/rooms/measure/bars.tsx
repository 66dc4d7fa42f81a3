/** Times as bars with confidence intervals, and as text. The scale is logarithmic, since the times differ by factors of thousands. */
import { rateText, type Timing, timeText } from '../../../measure/timing.ts';
import { SCROLLS } from '../../parts/scrolls.ts';
import { say } from './words.ts';

export interface Bar {
  readonly name: string;
  readonly timing: Timing;
  /** Whether the function was right: `✓ right`, or `✗ wrong from byte 3 on`. */
  readonly result: string;
  readonly isWrong: boolean;
}

export interface BarsProps {
  readonly bars: readonly Bar[];
  /** Bytes that one call processes. */
  readonly bytes: number | undefined;
}

const WIDTH = 300;
const HEIGHT = 22;

export function Bars({ bars, bytes }: BarsProps) {
  const scale = scaleOf(bars);
  const fastest = Math.min(...bars.map(({ timing }) => timing.median));
  return (
    <section aria-labelledby="results">
      <h2 id="results">{say('results')}</h2>
      <p class="faint">{say('scale')}</p>
      <section class="wide-table" aria-label={say('results')} {...SCROLLS}>
        <table class="uses times">
          <thead>
            <tr>
              <th scope="col">{say('who')}</th>
              <th scope="col">
                {say('bar')} <Ticks scale={scale} />
              </th>
              <th scope="col">{say('median')}</th>
              <th scope="col">{say('margin')}</th>
              {bytes !== undefined && <th scope="col">{say('rate')}</th>}
              <th scope="col">{say('times')}</th>
              <th scope="col">{say('result')}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <BarRow key={bar.name} bar={bar} scale={scale} bytes={bytes} fastest={fastest} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

interface Scale {
  /** The ends of the scale, as powers of ten, in milliseconds. */
  readonly first: number;
  readonly last: number;
}

/** Shortest time that is drawn, in milliseconds: the clock cannot measure shorter ones. */
const LEAST = 1e-7;

function scaleOf(bars: readonly Bar[]): Scale {
  const first = Math.floor(Math.log10(Math.max(LEAST, Math.min(...bars.map(({ timing }) => timing.low)))));
  const last = Math.ceil(Math.log10(Math.max(LEAST, ...bars.map(({ timing }) => timing.high))));
  return { first, last: Math.max(last, first + 1) };
}

const placeOf = (milliseconds: number, { first, last }: Scale): number =>
  Math.max(0, ((Math.log10(Math.max(LEAST, milliseconds)) - first) / (last - first)) * WIDTH);

const ticksOf = ({ first, last }: Scale): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

function Ticks({ scale }: { readonly scale: Scale }) {
  const ticks = ticksOf(scale);
  return <small>{`${timeText(10 ** ticks[0])} … ${timeText(10 ** ticks[ticks.length - 1])}`}</small>;
}

interface RowProps {
  readonly bar: Bar;
  readonly scale: Scale;
  readonly bytes: number | undefined;
  readonly fastest: number;
}

function BarRow({ bar, scale, bytes, fastest }: RowProps) {
  const { name, timing, result, isWrong } = bar;
  const { median, low, high } = timing;
  const middle = HEIGHT / 2;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <svg class="bar-of" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT}>
          <title>{timeText(median)}</title>
          {ticksOf(scale).map((tick) => (
            <path key={tick} class="tick" d={`M${placeOf(10 ** tick, scale)} 0V${HEIGHT}`} />
          ))}
          <rect class="length" x="0" y="5" width={placeOf(median, scale)} height={HEIGHT - 10} />
          <path
            class="margin"
            d={`M${placeOf(low, scale)} ${middle}H${Math.max(placeOf(high, scale), placeOf(low, scale) + 1)}`}
          />
        </svg>
      </td>
      <td>{timeText(median)}</td>
      <td>{`${timeText(low)} – ${timeText(high)}`}</td>
      {bytes !== undefined && <td>{rateText(median, bytes)}</td>}
      <td>{`${Number((median / fastest).toPrecision(3))}×`}</td>
      <td class={isWrong ? 'fail' : undefined}>{result}</td>
    </tr>
  );
}
