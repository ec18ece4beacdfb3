/** A fact of the domain: a stable wire name and its data. Never renamed, never edited (docs/decisions/0004). */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}
