/** A command line of kubectl, and where what it prints is from. */
export interface Row {
  /** Arguments, separated by one space each. */
  readonly run: string;
  /** Standard input. */
  readonly input?: string;
  readonly out?: RegExp | string;
  readonly err?: RegExp | string;
  /** The exit code; default: 0. */
  readonly code?: number;
  readonly as?: 'jane';
  /** Where the expected output is from: Kubernetes' documentation (kubernetes.io/docs), or a file of kubernetes with its line; what is not in
   * Kubernetes says so, and so does what could not be confirmed. */
  readonly source: string;
  /** Whether it is one of those that every run of the tests has. */
  readonly quick?: true;
}

export const KUBECTL = 'docs/reference/kubectl/generated';
export const OBJECTS = 'docs/concepts/overview/working-with-objects';
/** A line of apimachinery's errors.go. @param line - as of commit 030880a5dc54 of kubernetes. */
export const errorsLine = (line: number): string => `staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go:${line}`;
export const NOT_FOUND = errorsLine(155);
export const ALREADY_EXISTS = errorsLine(170);
export const CONFLICT = errorsLine(242);
export const PATCH = 'docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch';
