/** The certificates as a picture: each issuer stands above the certificates that it signed. */
import type { ChainNode, ChainStep } from '../../../work/chains.ts';
import { SCROLLS } from '../../parts/scrolls.ts';
import { amend, language, place, roomAddress } from '../../state.ts';
import { type Edge, edgesAt, type NodeState, nodeStateAt } from './picture.ts';
import { say } from './words.ts';

const WIDTH = 208;
const HEIGHT = 50;
const COLUMN = 256;
const ROW = 82;
/** Height of a row in a list, where rows are closer together and indented. */
const LISTED_ROW = 60;
const INDENT = 22;
const EDGE = 4;

/** The lines are hidden from screen readers, since the sentences of the search say the same. */
const HIDDEN = { 'aria-hidden': 'true' } as const;

export interface GraphProps {
  readonly nodes: readonly ChainNode[];
  readonly steps: readonly ChainStep[];
  /** Number of steps shown. */
  readonly count: number;
  /** The selected certificate. */
  readonly chosen: ChainNode | undefined;
}

export function Graph({ nodes, steps, count, chosen }: GraphProps) {
  const done = steps.slice(0, count);
  const width = Math.max(...nodes.map((node) => leftOf(node) + WIDTH)) + EDGE;
  const height = Math.max(...nodes.map((node) => topOf(node) + HEIGHT)) + EDGE;
  return (
    <section class="graph" aria-label={say('graph')} {...SCROLLS}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
        <title>{say('graph')}</title>
        {edgesAt(nodes, steps, done).map((edge) => (
          <EdgeLine key={`${edge.from.id} ${edge.to.id}`} edge={edge} />
        ))}
        {nodes.map((node) => (
          <NodeBox key={node.id} node={node} state={nodeStateAt(node, done)} isChosen={node === chosen} />
        ))}
      </svg>
    </section>
  );
}

const leftOf = ({ column, isListed }: ChainNode): number => EDGE + column * COLUMN + (isListed ? INDENT : 0);
const topOf = ({ row, isListed }: ChainNode): number => EDGE + (isListed ? ROW + (row - 1) * LISTED_ROW : row * ROW);

const MARKS: Readonly<Record<Edge['state'], string>> = { idle: '', yes: '✓', no: '✗', unknown: '?' };

function EdgeLine({ edge: { from, to, state, isHere } }: { readonly edge: Edge }) {
  const { line, mark } = wayOf(from, to);
  return (
    <g class={`edge ${state}${isHere ? ' here' : ''}`} {...HIDDEN}>
      <path d={line} />
      <text x={mark[0]} y={mark[1]}>
        {MARKS[state]}
      </text>
    </g>
  );
}

/** The line, and the position of its mark. */
function wayOf(from: ChainNode, to: ChainNode): { readonly line: string; readonly mark: readonly [number, number] } {
  const [left, top] = [leftOf(from), topOf(from)];
  const [toLeft, toTop] = [leftOf(to), topOf(to)];
  const middle = top + HEIGHT / 2;
  if (from.isListed) {
    const x = toLeft + INDENT / 2;
    return { line: `M${left} ${middle}H${x}V${toTop + HEIGHT}`, mark: [x - 12, middle + 5] };
  }
  if (from.row === to.row) {
    const [start, end] = toLeft < left ? [left, toLeft + WIDTH] : [left + WIDTH, toLeft];
    return { line: `M${start} ${middle}H${end}`, mark: [(start + end) / 2 - 5, middle - 6] };
  }
  const [x, toX, toY] = [left + WIDTH / 2, toLeft + WIDTH / 2, toTop + HEIGHT];
  const between = (top + toY) / 2;
  return { line: `M${x} ${top}V${between}H${toX}V${toY}`, mark: [x + 8, (top + between) / 2 + 5] };
}

const STATE_MARKS: Readonly<Record<NodeState, string>> = { good: '✓', bad: '✗', seen: '·', idle: '' };
const MOST_LETTERS = 25;

interface NodeProps {
  readonly node: ChainNode;
  readonly state: NodeState;
  readonly isChosen: boolean;
}

function NodeBox({ node, state, isChosen }: NodeProps) {
  const { id, title, standing, changes } = node;
  const { settings } = place.value;
  const [x, y] = [leftOf(node), topOf(node)];
  const about = [say(`standing.${standing}`), ...(changes.length > 0 ? [say('changed')] : [])].join(
    language.value === 'zh' ? '，' : ', ',
  );
  return (
    <a
      class={`certificate ${state} ${standing}`}
      href={roomAddress('chains', { ...settings, cert: id })}
      aria-current={isChosen ? 'true' : undefined}
      onClick={(event) => {
        event.preventDefault();
        amend({ cert: id });
      }}
    >
      <rect x={x} y={y} width={WIDTH} height={HEIGHT} rx="3" />
      <text class="name" x={x + 10} y={y + 21}>
        {title.length > MOST_LETTERS ? `${title.slice(0, MOST_LETTERS - 1)}…` : title}
      </text>
      <text class="about" x={x + 10} y={y + 39}>
        {about}
      </text>
      <text class="mark" x={x + WIDTH - 22} y={y + 31}>
        {STATE_MARKS[state]}
      </text>
    </a>
  );
}
