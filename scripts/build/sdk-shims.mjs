// Stands in for the MCP SDK's platform shims in the bundle. The SDK's own drag in a JSON schema compiler of 150 KB that
// would check what a person's form came back with; the server reads those few fields itself, and trusts none of them.
// Taken from the global scope, because importing `node:process` opens all three of its streams.
export const { process } = globalThis;

export class DefaultJsonSchemaValidator {
  getValidator() {
    return data => ({ valid: true, data, errorMessage: undefined });
  }
}
