/** APIServices: the aggregated API servers behind this one, and their groups (kubernetes kube-aggregator/pkg/apis/apiregistration). */
import { base64ToBytes, bytesToUtf8, EncodingError } from '../../bytes/index.ts';
import { fieldOf, type KubernetesObject, textOf } from '../documents.ts';

/** An API that another server serves. */
export interface RemoteApi {
  readonly group: string;
  readonly version: string;
  /** The service of that server, and its port. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number };
  /** The CAs that may issue its certificate, PEM. */
  readonly roots: string;
}

export const DEFAULT_SERVICE_PORT = 443;

/** The remote API of an APIService; undefined for an API that this server serves itself, and for an unreadable object. */
export function remoteApiOf(object: KubernetesObject): RemoteApi | undefined {
  const service = fieldOf(object, 'spec', 'service') ?? undefined;
  if (service === undefined) return undefined;
  const port = fieldOf(service, 'port');
  const roots = pemOf(textOf(object, 'spec', 'caBundle'));
  if (roots === undefined) return undefined;
  return {
    group: textOf(object, 'spec', 'group'),
    version: textOf(object, 'spec', 'version'),
    service: {
      namespace: textOf(service, 'namespace'),
      name: textOf(service, 'name'),
      port: typeof port === 'number' ? port : DEFAULT_SERVICE_PORT,
    },
    roots,
  };
}

function pemOf(base64: string): string | undefined {
  try {
    return bytesToUtf8(base64ToBytes(base64));
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    return undefined;
  }
}

/** The name that the certificate of the server behind a service must have. */
export const serviceHost = ({ namespace, name }: RemoteApi['service']): string => `${name}.${namespace}.svc`;
