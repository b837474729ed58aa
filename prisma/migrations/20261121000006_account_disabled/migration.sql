-- Since when an operator keeps the account closed. Null: it is open.
ALTER TABLE "app_user" ADD COLUMN "disabled_at" TIMESTAMPTZ(3);
