/** Shows that a job is running, with a button to cancel it, and shows what went wrong. */
import type { JobName } from '../../work/jobs.ts';
import { named, word } from '../state.ts';
import { CancelButton } from './cancel.tsx';
import { missing } from './missing.ts';
import type { Task } from './task.ts';

export interface ProgressProps<N extends JobName> {
  readonly task: Task<N>;
  /** The label of a setting. */
  readonly labelOf?: (field: string) => string;
  /** What is going on, in the language of the page. */
  readonly noteOf?: (note: string) => string;
}

export function Progress<N extends JobName>({
  task,
  labelOf = (field) => field,
  noteOf = (note) => note,
}: ProgressProps<N>) {
  const field = task.field.value;
  return (
    <>
      <div role="status" class="working">
        {task.isDone.value && <span class="aside">{word('done')}</span>}
        {task.isBusy.value && (
          <>
            {missing.value.length === 0 && word('working')} {noteOf(task.note.value)}{' '}
            <CancelButton onCancel={() => task.cancel()} />
          </>
        )}
      </div>
      {task.failure.value !== undefined && (
        <p class="fault" role="alert" id={task.faultId}>
          {field === undefined ? task.failure.value : named(labelOf(field), task.failure.value)}
        </p>
      )}
    </>
  );
}
