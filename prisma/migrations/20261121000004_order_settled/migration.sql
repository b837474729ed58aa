-- When what was ordered had left the cart. Null: not yet, as far as is known; the next try of that checkout does it.
ALTER TABLE "shop_order" ADD COLUMN "settled_at" TIMESTAMPTZ(3);
-- Older orders are done. A session store recognises the change of a younger one still, so that repeating it is harmless.
UPDATE "shop_order" SET "settled_at" = "created_at" WHERE "created_at" < now() - interval '10 minutes';
