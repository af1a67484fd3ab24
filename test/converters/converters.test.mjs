import { once } from 'node:events';
import { createServer } from 'node:http';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { GoogleGenAI, mcpToTool } from '@google/genai';
import { tool } from '@langchain/core/tools';
import { ChatGoogleGenerativeAI } from '@langchain/google-genai';
import { Agent, Runner } from '@openai/agents-core';
import { OpenAIProvider } from '@openai/agents-openai';
import { expect, it, onTestFinished } from 'vitest';
import toolList from '../../src/tools/tool-list.json' with { type: 'json' };

const apiKey = 'unused';
const model = 'any-model';
const refusal = JSON.stringify({ error: { code: 400, message: 'refused', status: 'INVALID_ARGUMENT' } });

/** The tools in the one request that a library makes to the API of a model, which refuses it. */
async function catchTools(ask) {
  const bodies = [];
  const api = createServer(async (request, response) => {
    bodies.push(Buffer.concat(await request.toArray()).toString());
    response.writeHead(400, { 'content-type': 'application/json' }).end(refusal);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void api.close());
  await once(api, 'listening');
  await expect(ask(`http://127.0.0.1:${api.address().port}`)).rejects.toThrow('refused');
  expect(bodies).toHaveLength(1);
  return JSON.parse(bodies[0]).tools;
}

/** A schema in which each one within it, the deepest first, is changed. */
function mapSchemas(schema, change) {
  const { properties, items, ...rest } = schema;
  const mapEntry = ([name, part]) => [name, mapSchemas(part, change)];
  return change({
    ...rest,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(mapEntry)) }),
    ...(items && { items: mapSchemas(items, change) }),
  });
}

/** What our schemas use of the keywords in Gemini's Schema, and in the JSON Schema that it takes beside it. */
const schemaKeywords = ['type', 'properties', 'required', 'items', 'description', 'enum'];
const jsonSchemaKeywords = [...schemaKeywords, 'additionalProperties', 'anyOf'];

/** One keyword that Gemini does not know, and it refuses the whole request. */
function expectKeywords([{ functionDeclarations }], keywords) {
  for (const { name, description, ...schemas } of functionDeclarations)
    for (const schema of Object.values(schemas))
      mapSchemas(schema, part => {
        expect(keywords, name).toEqual(expect.arrayContaining(Object.keys(part)));
        return part;
      });
}

/** The tools as Gemini's API is told of them. */
function declare(toSchemas) {
  const functionDeclarations = toolList.map(listed => ({
    name: listed.name,
    description: listed.description,
    ...toSchemas(listed),
  }));
  return [{ functionDeclarations }];
}

it('@google/genai hands the tools on to Gemini as they are', async () => {
  const client = { listTools: async () => ({ tools: toolList }), callTool: async () => ({ content: [] }) };
  const tools = await catchTools(baseUrl =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl } }).models.generateContent({
      model,
      contents: 'Hello.',
      config: { tools: [mcpToTool(client)] },
    }),
  );
  expectKeywords(tools, jsonSchemaKeywords);
  expect(tools).toEqual(
    declare(({ inputSchema, outputSchema }) => ({
      parametersJsonSchema: inputSchema,
      responseJsonSchema: outputSchema,
    })),
  );
});

it('@ai-sdk/google hands the tools on to Gemini as they are', async () => {
  const tools = await catchTools(baseURL =>
    createGoogleGenerativeAI({ apiKey, baseURL })(model).doGenerate({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hello.' }] }],
      tools: toolList.map(({ name, description, inputSchema }) => ({
        type: 'function',
        name,
        description,
        inputSchema,
      })),
    }),
  );
  expectKeywords(tools, jsonSchemaKeywords);
  expect(tools).toEqual(declare(({ inputSchema }) => ({ parametersJsonSchema: inputSchema })));
});

it('@langchain/google-genai takes from the tools only the keyword that Gemini refuses there', async () => {
  const bound = toolList.map(({ name, description, inputSchema: schema }) =>
    tool(() => '', { name, description, schema }),
  );
  const tools = await catchTools(baseUrl =>
    new ChatGoogleGenerativeAI({ apiKey, baseUrl, model, maxRetries: 0 }).bindTools(bound).invoke('Hello.'),
  );
  expectKeywords(tools, schemaKeywords);
  const dropped = ({ additionalProperties: _, ...schema }) => schema;
  expect(tools).toEqual(declare(({ inputSchema }) => ({ parameters: mapSchemas(inputSchema, dropped) })));
});

/** What a strict schema says that was not in the list: each field is required, and one that may be left out may be null. */
function toStrict(schema) {
  return mapSchemas(schema, part => {
    if (!part.properties) return part;
    const fields = Object.entries(part.properties).map(([name, field]) => [
      name,
      part.required?.includes(name) ? field : orNull(field),
    ]);
    return { ...part, properties: Object.fromEntries(fields), required: Object.keys(part.properties) };
  });
}

const orNull = schema => ({ description: schema.description, anyOf: [schema, { type: 'null' }] });

it.each([
  ['responses', true],
  ['chat completions', false],
])('@openai/agents makes strict tools of them for the %s API, and loses nothing', async (_, useResponses) => {
  const server = {
    name: 'vps-order',
    cacheToolsList: false,
    connect: async () => {},
    close: async () => {},
    invalidateToolsCache: async () => {},
    listTools: async () => toolList,
    callTool: async () => [],
  };
  const agent = new Agent({
    name: 'agent',
    model,
    mcpServers: [server],
    mcpConfig: { convertSchemasToStrict: true },
  });
  const tools = await catchTools(baseURL =>
    new Runner({
      tracingDisabled: true,
      modelProvider: new OpenAIProvider({ apiKey, baseURL, useResponses }),
    }).run(agent, 'Hello.'),
  );
  expect(tools.map(sent => sent.function ?? sent)).toMatchObject(
    toolList.map(({ name, description, inputSchema }) => ({
      name,
      description,
      strict: true,
      parameters: toStrict(inputSchema),
    })),
  );
});
