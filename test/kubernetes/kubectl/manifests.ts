/** Objects that the command lines of `rows.ts` give to kubectl, as JSON. */
export const json = (value: object): string => JSON.stringify(value);
export const pod = (name: string, more: object = {}): string =>
  json({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: { containers: [{ name: 'main', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
    ...more,
  });
export const configMap = (data: object): string =>
  json({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data });
export const service = (...ports: readonly object[]): string =>
  json({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports } });
