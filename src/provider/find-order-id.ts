import { contradiction, type Enters, levelsOf, type Place, readMembers } from './find-value.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { readId } from './read-id.ts';
import { readOrder } from './read-order.ts';

/** The order that an answer names, and the objects that say so, the innermost first. */
interface NamedOrder {
  readonly id: string;
  readonly parts: readonly JsonObject[];
}

interface Naming {
  readonly id: string;
  readonly place: Place;
}

/** The id of the order that an answer names, wherever it stands; `contradiction` when it names several. */
export function findOrderId(body: Json | undefined): string | typeof contradiction | undefined {
  const named = findNamedOrder(body);
  return named === undefined || named === contradiction ? named : named.id;
}

/** Every order id on the first level that holds one, of other orders too. */
export function findOrderIds(body: Json | undefined): string[] {
  return findNamings(body, () => true).map(({ id }) => id);
}

/** The objects of an answer that speak of its order: the one that names it, and those around. */
export function orderPartsOf(body: Json | undefined): JsonObject[] {
  const named = findNamedOrder(body);
  const parts = named === undefined || named === contradiction ? [] : named.parts;
  const outermost = Array.isArray(body) && body.length === 1 ? body[0] : body;
  return [...new Set([...parts, readOrder(body)?.fields, outermost].filter(isJsonObject))];
}

function findNamedOrder(body: Json | undefined): NamedOrder | typeof contradiction | undefined {
  const namings = findNamings(body);
  const [id, ...more] = new Set(namings.map(naming => naming.id));
  if (id === undefined) return undefined;
  if (more.length > 0) return contradiction;
  return { id, parts: namings.flatMap(({ place }) => [place.object, ...place.around.toReversed()]) };
}

/** On the same level an `order_id` counts before an `order`; a bare `order` can be a number of another kind, so it is the last. */
function findNamings(body: Json | undefined, enters?: Enters): Naming[] {
  for (const readers of [[readIdMembers, readOrderObjects], [readBareOrders]]) {
    for (const places of levelsOf(body, enters)) {
      for (const read of readers) {
        const namings = places.flatMap(read);
        if (namings.length > 0) return namings;
      }
    }
  }
  return [];
}

function readIdMembers(place: Place): Naming[] {
  return readMembers(place.object, 'orderid', readId).map(id => ({ id, place }));
}

function readOrderObjects(place: Place): Naming[] {
  const orders = readMembers(place.object, 'order', value => (isJsonObject(value) ? value : undefined));
  return orders.flatMap(object => {
    const within = { object, around: [...place.around, place.object] };
    const named = readIdMembers(within);
    const id = readId(object.id);
    return named.length > 0 || id === undefined ? named : [{ id, place: within }];
  });
}

function readBareOrders(place: Place): Naming[] {
  return readMembers(place.object, 'order', readId).map(id => ({ id, place }));
}
