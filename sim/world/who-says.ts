/** The file of the law, from the places that led here: the first that is neither the world's own nor the list of all laws. */
export function whoSays(stack = ''): string {
  const files = [...stack.matchAll(/\/sim\/(?:\w+\/)?([\w-]+)\.[jt]s/g)].map(([, file = '']) => file);
  const file = files.find((each) => each !== 'world' && each !== 'laws');
  return file === undefined ? '' : `${file}.ts, `;
}
