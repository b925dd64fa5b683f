import { calcPrice } from "@pydantic/genai-prices";
import type { Tokens } from "../../../shared/model/run.ts";
import type { ModelPrice } from "./price.ts";

/** What so many tokens of a model cost: by the configuration's own prices, else by the table; undefined when neither knows. */
export function priceTokens(
  model: string | null,
  tokens: Tokens,
  own: Readonly<Record<string, ModelPrice>>,
): number | undefined {
  if (model === null) return undefined;
  const price = Object.hasOwn(own, model) ? own[model] : undefined;
  if (price) {
    return (tokens.input * price.input + tokens.cachedInput * price.cachedInput + tokens.output * price.output) / 1e6;
  }
  // `provider/model`, as some agents name it.
  const names = model.includes("/") ? [model, model.slice(model.lastIndexOf("/") + 1)] : [model];
  const usage = {
    input_tokens: tokens.input + tokens.cachedInput,
    cache_read_tokens: tokens.cachedInput,
    output_tokens: tokens.output,
  };
  for (const name of names) {
    const found = calcPrice(usage, name);
    if (found) return found.total_price;
  }
  return undefined;
}
