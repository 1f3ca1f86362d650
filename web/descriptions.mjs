/** A codegen plugin: the schema's descriptions of types (`MessageStats`) and fields (`ContactFlow.reached`). */
export const plugin = (schema) => {
  const found = {};
  const note = (name, { description }) => {
    if (description) found[name] = description.replaceAll("\n", " ");
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || !("getFields" in type)) continue;
    note(type.name, type);
    for (const field of Object.values(type.getFields())) note(`${type.name}.${field.name}`, field);
  }
  return `export const descriptions = ${JSON.stringify(found, null, 2)} as const;\n`;
};
