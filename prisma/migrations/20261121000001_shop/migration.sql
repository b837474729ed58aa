CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE "product" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "price_cents" INTEGER NOT NULL CHECK ("price_cents" > 0),
    "stock" INTEGER NOT NULL CHECK ("stock" >= 0),
    "tile" TEXT NOT NULL,
    "alt" TEXT NOT NULL,
    "is_new" BOOLEAN NOT NULL,
    "keywords" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "search" tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', "name"), 'A') ||
        setweight(to_tsvector('english', "category" || ' ' || "summary" || ' ' || "keywords"), 'B') ||
        setweight(to_tsvector('english', "description"), 'C')
    ) STORED,
    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "product_slug_key" ON "product"("slug");
CREATE INDEX "product_category_position_idx" ON "product"("category", "position");
CREATE INDEX "product_search_idx" ON "product" USING GIN ("search");

CREATE TABLE "app_user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

CREATE TABLE "saved_cart" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "lines" JSONB NOT NULL,
    "claim" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    CONSTRAINT "saved_cart_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "saved_cart_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "saved_cart_user_id_idx" ON "saved_cart"("user_id");

CREATE TABLE "shop_order" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "user_id" UUID NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "total_cents" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "address" JSONB NOT NULL,
    "card_brand" TEXT NOT NULL,
    "card_last4" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "shop_order_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "shop_order_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "shop_order_number_key" ON "shop_order"("number");
CREATE UNIQUE INDEX "shop_order_user_id_idempotency_key_key" ON "shop_order"("user_id", "idempotency_key");
CREATE INDEX "shop_order_user_id_created_at_idx" ON "shop_order"("user_id", "created_at");
ALTER SEQUENCE "shop_order_number_seq" RESTART WITH 10001;

CREATE TABLE "order_line" (
    "order_id" UUID NOT NULL,
    "product_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL CHECK ("quantity" > 0),
    "unit_price_cents" INTEGER NOT NULL,
    CONSTRAINT "order_line_pkey" PRIMARY KEY ("order_id", "product_id"),
    CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "shop_order"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "order_line_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
