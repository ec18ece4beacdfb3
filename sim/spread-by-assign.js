import ts from 'typescript';

/**
 * Compiles `{ ...a, b }` to `Object.assign({}, a, { b })`. To V8 in Node 20, each object that is made of another one and something more is
 * of a kind of its own: it takes ten times as long to make, whatever takes it is slow, and each leaves something to be collected. In
 * Node 24 none of this is so.
 *
 * @param {ts.TransformationContext} context
 */
export function spreadByAssign(context) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    const visited = ts.visitEachChild(node, visit, context);
    return ts.isObjectLiteralExpression(visited) ? assigned(visited, context.factory) : visited;
  };
  return (/** @type {ts.SourceFile} */ file) => ts.visitNode(file, visit, ts.isSourceFile);
}

/**
 * @param {ts.ObjectLiteralExpression} literal
 * @param {ts.NodeFactory} factory
 */
function assigned(literal, factory) {
  if (!literal.properties.some(ts.isSpreadAssignment)) return literal;
  const properties = literal.properties.flatMap(withoutGroup);
  const own = (some) => factory.createObjectLiteralExpression(some);
  if (!properties.some(ts.isSpreadAssignment))
    return factory.updateObjectLiteralExpression(literal, properties);
  const sources = [];
  let between = [];
  for (const property of properties)
    if (ts.isSpreadAssignment(property)) {
      if (between.length > 0 || sources.length === 0) sources.push(own(between));
      between = [];
      sources.push(property.expression);
    } else between.push(property);
  if (between.length > 0) sources.push(own(between));
  const assign = factory.createPropertyAccessExpression(factory.createIdentifier('Object'), 'assign');
  return factory.createCallExpression(assign, undefined, sources);
}

/** `{ ...{ a, b }, c }` has them in itself. */
function withoutGroup(property) {
  const isGroup = ts.isSpreadAssignment(property) && ts.isObjectLiteralExpression(property.expression);
  return isGroup ? property.expression.properties : [property];
}
