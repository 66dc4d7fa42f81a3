/** APIServices (kubernetes kube-aggregator/pkg/apis/apiregistration/validation/validation.go). */
import { base64ToBytes, bytesToUtf8, VitrineError } from '../../../bytes/index.ts';
import { readCertificatesPem } from '../../../x509/index.ts';
import { fieldOf, type KubernetesObject, textOf } from '../../documents.ts';
import { type FieldError, forbiddenField, invalidValue, required } from '../field-errors.ts';
import { dns1035Label, dnsSubdomain } from '../names.ts';
import type { Strategy } from '../strategy.ts';

const PORT_FAULT = 'must be between 1 and 65535, inclusive';
const DEFAULT_PORT = 443;

function withDefaults(object: KubernetesObject): KubernetesObject {
  const service = fieldOf(object, 'spec', 'service') ?? undefined;
  if (service === undefined) return object;
  return {
    ...object,
    spec: { ...(fieldOf(object, 'spec') as object), service: { port: DEFAULT_PORT, ...(service as object) } },
  };
}

const isWithin = (value: unknown, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;

function numberErrors(object: KubernetesObject, name: string, most: number): FieldError[] {
  const value = fieldOf(object, 'spec', name);
  return isWithin(value, most)
    ? []
    : [invalidValue(`spec.${name}`, value ?? 0, `must be positive and less than ${most}`)];
}

function nameErrors(object: KubernetesObject): FieldError[] {
  const [group, version] = ['group', 'version'].map((name) => textOf(object, 'spec', name));
  const [name, wanted] = [textOf(object, 'metadata', 'name'), `${version}.${group}`];
  return [
    ...(name === wanted
      ? []
      : [invalidValue('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`)]),
    ...(group === '' && version !== 'v1'
      ? [required('spec.group', 'only v1 may have an empty group and it better be legacy kube')]
      : []),
    ...(group === '' ? [] : dnsSubdomain(group).map((fault) => invalidValue('spec.group', group, fault))),
    ...dns1035Label(version).map((fault) => invalidValue('spec.version', version, fault)),
  ];
}

function serviceErrors(object: KubernetesObject): FieldError[] {
  const bundle = textOf(object, 'spec', 'caBundle');
  const isBlind = fieldOf(object, 'spec', 'insecureSkipTLSVerify') === true;
  const service = fieldOf(object, 'spec', 'service') ?? undefined;
  if (service === undefined) {
    return [
      ...(bundle === ''
        ? []
        : [invalidValue('spec.caBundle', 'caBundle', 'local APIServices may not have a caBundle')]),
      ...(isBlind
        ? [invalidValue('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify')]
        : []),
    ];
  }
  const port = fieldOf(service, 'port');
  return [
    ...['namespace', 'name'].flatMap((name) =>
      textOf(service, name) === '' ? [required(`spec.service.${name}`)] : [],
    ),
    ...(isWithin(port, 65_535) ? [] : [invalidValue('spec.service.port', port, PORT_FAULT)]),
    // Deviation: Kubernetes allows it if there is no caBundle, and trusts the system's roots if there is neither.
    ...(isBlind ? [forbiddenField('spec.insecureSkipTLSVerify', 'this server verifies the servers behind it')] : []),
    ...(bundle === '' ? [required('spec.caBundle')] : bundleErrors(bundle)),
  ];
}

function bundleErrors(bundle: string): FieldError[] {
  try {
    readCertificatesPem(bytesToUtf8(base64ToBytes(bundle)));
    return [];
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    return [invalidValue('spec.caBundle', 'caBundle', `unable to load root certificates: ${error.message}`)];
  }
}

export const apiService: Strategy = {
  prepareForCreate: (object) => withDefaults({ ...object, status: {} }),
  prepareForUpdate: (object, current) => withDefaults({ ...object, status: fieldOf(current, 'status') ?? {} }),
  validate: (object) => [
    ...nameErrors(object),
    ...numberErrors(object, 'groupPriorityMinimum', 20_000),
    ...numberErrors(object, 'versionPriority', 1000),
    ...serviceErrors(object),
  ],
};

export const apiServiceStatus: Strategy = {
  prepareForUpdate: (object, current) => ({ ...current, status: fieldOf(object, 'status') ?? {} }),
};
