/** The names of the parameters in the path of an HTTP route. */
export function routeParameters(route: string): readonly string[] {
  return [...route.matchAll(/[:*](\w+)/g)].map(([, name = '']) => name);
}
