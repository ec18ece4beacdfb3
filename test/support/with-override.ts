/** The real one, with some of its methods going through the test. */
export function withOverride<Port extends object>(real: Port, override: Partial<Port>): Port {
  return new Proxy(real, {
    get: (target, key) => {
      const value: unknown = Reflect.get(override, key) ?? Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}
