-- Since when a user's older sessions shall be over (a changed password) and it is not known yet that they are. Until then no replica honours them.
ALTER TABLE "app_user" ADD COLUMN "sessions_end_due" TIMESTAMPTZ(3);
