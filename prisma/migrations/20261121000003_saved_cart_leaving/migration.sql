-- A sign-out puts the cart down before it ends the session: until that is done the row names the session ("<mode> <session id>") and is nobody's.
ALTER TABLE "saved_cart" ADD COLUMN "leaving" TEXT;
ALTER TABLE "saved_cart" ADD COLUMN "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- A claim is final now: it belongs to a session that its browser has presented. What an unfinished sign-in had claimed is free again.
UPDATE "saved_cart" SET "claim" = NULL;
ALTER TABLE "saved_cart" DROP COLUMN "claimed_at";
