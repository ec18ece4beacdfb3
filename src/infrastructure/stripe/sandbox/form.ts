/** A decoded `application/x-www-form-urlencoded` body or query, with Stripe's bracket notation unfolded. */
export type FormValue = string | FormFields;
export interface FormFields {
  readonly [name: string]: FormValue;
}
interface MutableFields {
  [name: string]: string | MutableFields;
}

/** `metadata[order_id]=1` → `{ metadata: { order_id: '1' } }`; lists come as fields named by their index. */
export function decodeForm(encoded: string): FormFields {
  const fields = emptyFields();
  for (const [name, value] of new URLSearchParams(encoded)) {
    const path = name.split(/\]\[|\[|\]/).filter((part, index) => index === 0 || part !== '');
    put(fields, path, value);
  }
  return fields;
}

function put(fields: MutableFields, path: readonly string[], value: string): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    fields[name] = value;
    return;
  }
  const inner = fields[name];
  const target = typeof inner === 'object' ? inner : emptyFields();
  fields[name] = target;
  put(target, rest, value);
}

/** Without a prototype: a parameter named `__proto__` is a parameter. */
const emptyFields = (): MutableFields => Object.create(null) as MutableFields;
