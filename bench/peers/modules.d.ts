/** What @types/node-forge does not declare: the module that holds nothing but the options, which all others read. */
declare module 'node-forge/lib/forge.js' {
  const base: { readonly options: { usePureJavaScript: boolean } };
  export default base;
}
