-- Counters of failed sign-ins (auth/throttle-counters.ts), in the shape and the order of columns that rate-limiter-flexible writes.
CREATE TABLE "throttle_counter" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "throttle_counter_pkey" PRIMARY KEY ("key")
);
