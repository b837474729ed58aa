-- Moved by a new password and by closing the account. A session that began under another one is nobody's (auth/forced-end.ts).
ALTER TABLE "app_user" ADD COLUMN "session_generation" INTEGER NOT NULL DEFAULT 0;

-- session_renew for a session of the user's own that is alive, itself or behind a full alias; NULL otherwise, and nothing is made. Locks in the same order.
CREATE FUNCTION "session_renew_live"(
    p_id text, p_user_id text, p_fence text, p_new_id text, p_sealed_token text, p_fresh_id text, p_steps jsonb,
    p_idle_ms bigint, p_absolute_ms bigint, p_max_sessions integer, p_keep boolean, p_alias_ms bigint, p_offset_ms bigint
) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    s session;
BEGIN
    IF session_lock_fence(p_user_id) IS DISTINCT FROM p_fence THEN
        RETURN NULL;
    END IF;
    SELECT * INTO s FROM session WHERE id = p_id FOR UPDATE;
    IF s.user_id IS DISTINCT FROM p_user_id OR s.is_powerless OR session_clock(p_offset_ms) >= s.expires_at THEN
        RETURN NULL;
    END IF;
    RETURN session_renew(p_id, p_user_id, p_fence, p_new_id, p_sealed_token, p_fresh_id, p_steps,
        p_idle_ms, p_absolute_ms, p_max_sessions, p_keep, p_alias_ms, p_offset_ms);
END $$;
