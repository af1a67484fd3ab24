// Stands in for the MCP client's platform shims in the bundle, for the demo: results are checked by the SDK's own validator
// for workers, which is a fraction of the size of the one for Node.
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';

export class DefaultJsonSchemaValidator extends CfWorkerJsonSchemaValidator {}

/** As on Node: only a browser refuses a request for its origin. */
export const CORS_IS_POSSIBLE = false;
