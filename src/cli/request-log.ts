/** `-v`: one line for each request. */
import type { RequestEvent } from '../kubernetes/index.ts';

const MAX_TEXT = 200;
/** Text from a client, on one line and of limited length. */
const shown = (text: string): string => text.replaceAll(/[^ -~]/g, '?').slice(0, MAX_TEXT);

/** Who asked for what, whether it was allowed and by which rule, and the HTTP status. */
export function requestLine({
  method,
  target,
  user,
  requester,
  attributes,
  decision,
  code,
  failure,
}: RequestEvent): string {
  const name = shown(user?.name ?? requester?.name ?? '-');
  const acting =
    user !== undefined && requester !== undefined && user !== requester ? ` (asked by ${shown(requester.name)})` : '';
  const what = attributes === undefined ? `${shown(method)} ${shown(target)}` : actOf(attributes);
  const verdict = decision === undefined ? 'not judged' : decision.allowed ? 'allowed' : 'forbidden';
  const rule = decision?.reason ? `: ${shown(decision.reason)}` : decision?.allowed ? ': member of system:masters' : '';
  const error = failure === undefined ? '' : ` ${shown(String(failure))}`;
  return `${name}${acting} ${what} ${verdict}${rule} ${code}${error}`;
}

function actOf(attributes: NonNullable<RequestEvent['attributes']>): string {
  if ('path' in attributes) return `${shown(attributes.verb)} ${shown(attributes.path)}`;
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const type = [resource, ...(group === '' ? [] : [group])].join('.') + (subresource === '' ? '' : `/${subresource}`);
  // In requests for a namespace, the namespace is also the name; it is printed only once.
  const place = [resource === 'namespaces' ? '' : namespace, name].filter((part) => part !== '').join('/');
  return shown([verb, type, place].filter((part) => part !== '').join(' '));
}
