-- Sessions in Postgres: the tables and functions of sessions/stores/postgres.ts, which describes them from the caller's side.
-- Times are milliseconds since the epoch by this server's clock. Nothing here holds a token: an id is a hash of one.

-- Where a session's id leads: its header; or, for 30 s after a renewal, an alias ("moved_to" is not null) to the session that took its place.
-- Its content (attributes, ids of applied changes) hangs on a number of its own, so that a renewal hands it over without touching it.
-- The columns after "version" but "collect_at" are the alias's; "expires_at" is the alias's end then.
CREATE TABLE "session" (
    "id" TEXT COLLATE "C" NOT NULL,
    "content_id" BIGSERIAL NOT NULL,
    "user_id" TEXT COLLATE "C",
    "created_at" BIGINT NOT NULL,
    "last_seen_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "idle_ms" BIGINT NOT NULL,
    "absolute_end" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    -- When to look whether it has expired. Not "expires_at" itself: that moves with every change, and an index on it would make
    -- each change write to every index of the table (no HOT update).
    "collect_at" BIGINT NOT NULL,
    "moved_to" TEXT COLLATE "C",
    "is_powerless" BOOLEAN,
    "sealed_token" TEXT,
    "before" JSON,
    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 80);
CREATE INDEX "session_user_id_idx" ON "session"("user_id");
CREATE INDEX "session_collect_at_idx" ON "session"("collect_at");

-- An attribute is text or a number. No foreign key to the header: every write holds its lock, and a key would take a second one per row.
CREATE TABLE "session_attribute" (
    "content_id" BIGINT NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "number" BIGINT,
    "text" TEXT,
    CONSTRAINT "session_attribute_pkey" PRIMARY KEY ("content_id", "key"),
    CONSTRAINT "session_attribute_value_check" CHECK (("number" IS NULL) <> ("text" IS NULL))
) WITH (fillfactor = 80);

-- Changes of the last ten minutes, so that a repeated one is not applied twice.
CREATE TABLE "session_applied" (
    "content_id" BIGINT NOT NULL,
    "change_id" TEXT COLLATE "C" NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "applied_at" BIGINT NOT NULL,
    CONSTRAINT "session_applied_pkey" PRIMARY KEY ("content_id", "change_id")
);
CREATE INDEX "session_applied_applied_at_idx" ON "session_applied"("applied_at");

-- A number per user that "end all" moves; a sign-in that began before is refused. Kept for ever: a forgotten one would let it pass.
CREATE TABLE "session_fence" (
    "user_id" TEXT COLLATE "C" NOT NULL,
    "fence" BIGINT NOT NULL,
    CONSTRAINT "session_fence_pkey" PRIMARY KEY ("user_id")
);

-- Functions. All rely on READ COMMITTED, the default: in a VOLATILE function each statement has a snapshot of its own, so what follows a
-- lock sees what the lock waited for. (One statement with CTEs would see the attributes from before the wait.)
-- Order of locks: the user's fence, an alias, then sessions. Whoever takes several sessions holds their user's fence; so nobody deadlocks.
-- Refusals are errors, so that nothing of the change stays: SE001 change conflict, SE002 limit exceeded, SE003 invalid change.

CREATE FUNCTION "session_clock"(p_offset_ms bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT floor(date_part('epoch', clock_timestamp()) * 1000)::bigint + p_offset_ms
$$;

-- Sessions in the words of sessions/session.ts. A view and not a function: it costs nothing, and a statement sees header and attributes
-- by one snapshot.
CREATE VIEW "session_view" AS
SELECT s.*, json_build_object(
    'id', s.id, 'userId', s.user_id, 'createdAt', s.created_at, 'lastSeenAt', s.last_seen_at, 'expiresAt', s.expires_at,
    'attributes', coalesce((
        SELECT json_object_agg(a.key, CASE WHEN a.text IS NULL THEN to_json(a.number) ELSE to_json(a.text) END)
        FROM session_attribute a WHERE a.content_id = s.content_id
    ), '{}'),
    'version', s.version
) AS "session"
FROM "session" s;

-- The live session that an alias leads to. A function, so that a read pays for it only when it met an alias.
CREATE FUNCTION "session_behind"(p_moved_to text, p_offset_ms bigint) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT v.session FROM session_view v WHERE v.id = p_moved_to AND v.moved_to IS NULL AND v.expires_at > session_clock(p_offset_ms)
$$;

-- Applies steps in order, as applySteps in sessions/steps.ts does. The caller holds the session's lock.
CREATE FUNCTION "session_apply"(p_content_id bigint, p_steps jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c_safe CONSTANT bigint := 9007199254740991; -- what a JavaScript number holds exactly
    v_step jsonb;
    v_key text;
    v_by bigint;
    v_max bigint;
    v_held record;
    v_next bigint;
BEGIN
    FOR i IN 0 .. jsonb_array_length(p_steps) - 1 LOOP
        v_step := p_steps -> i;
        v_key := v_step ->> 'add';
        IF v_key IS NOT NULL THEN
            v_by := (v_step ->> 'by')::bigint;
            v_max := (v_step ->> 'max')::bigint;
            -- The usual case in one statement: counting up within the limit.
            IF v_by BETWEEN 1 AND least(v_max, c_safe) THEN
                INSERT INTO session_attribute AS a (content_id, key, number) VALUES (p_content_id, v_key, v_by)
                ON CONFLICT (content_id, key) DO UPDATE SET number = a.number + v_by
                WHERE a.number + v_by BETWEEN 1 AND least(v_max, c_safe);
                CONTINUE WHEN FOUND;
            END IF;
            SELECT coalesce(a.number, 0) AS number, a.text IS NOT NULL AS is_text INTO v_held
            FROM (SELECT) one LEFT JOIN session_attribute a ON a.content_id = p_content_id AND a.key = v_key;
            IF v_held.is_text THEN
                RAISE EXCEPTION USING ERRCODE = 'SE003', MESSAGE = format('"%s" holds text and cannot be counted.', v_key);
            END IF;
            v_next := v_held.number + v_by;
            IF v_by > 0 AND v_next > v_max THEN
                IF v_step ->> 'over' IS DISTINCT FROM 'clamp' THEN
                    RAISE EXCEPTION USING ERRCODE = 'SE002', MESSAGE = 'limit exceeded',
                        DETAIL = json_build_object('key', v_key, 'current', v_held.number, 'max', v_max);
                END IF;
                v_next := v_max;
            END IF;
            IF v_next NOT BETWEEN -c_safe AND c_safe THEN
                RAISE EXCEPTION USING ERRCODE = 'SE003', MESSAGE = format('"%s" would leave the range of safe integers.', v_key);
            END IF;
            IF v_next > 0 THEN
                INSERT INTO session_attribute (content_id, key, number) VALUES (p_content_id, v_key, v_next)
                ON CONFLICT (content_id, key) DO UPDATE SET number = excluded.number;
            ELSE
                DELETE FROM session_attribute WHERE content_id = p_content_id AND key = v_key;
            END IF;
        ELSIF v_step ? 'set' THEN
            INSERT INTO session_attribute (content_id, key, number, text)
            VALUES (
                p_content_id, v_step ->> 'set',
                CASE jsonb_typeof(v_step -> 'value') WHEN 'number' THEN (v_step ->> 'value')::bigint END,
                CASE jsonb_typeof(v_step -> 'value') WHEN 'string' THEN v_step ->> 'value' END)
            ON CONFLICT (content_id, key) DO UPDATE SET number = excluded.number, text = excluded.text;
        ELSE
            DELETE FROM session_attribute WHERE content_id = p_content_id AND key = v_step ->> 'delete';
        END IF;
    END LOOP;
END $$;

-- Takes the lock of a user's fence and answers the fence.
CREATE FUNCTION "session_lock_fence"(p_user_id text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_fence bigint;
BEGIN
    SELECT f.fence INTO v_fence FROM session_fence f WHERE f.user_id = p_user_id FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO session_fence (user_id, fence) VALUES (p_user_id, 0) ON CONFLICT (user_id) DO NOTHING;
        SELECT f.fence INTO v_fence FROM session_fence f WHERE f.user_id = p_user_id FOR UPDATE;
    END IF;
    RETURN v_fence;
END $$;

-- Removes sessions whose headers the caller has locked.
CREATE FUNCTION "session_drop"(p_ids text[], p_content_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM session_attribute WHERE content_id = ANY (p_content_ids);
    DELETE FROM session_applied WHERE content_id = ANY (p_content_ids);
    DELETE FROM session WHERE id = ANY (p_ids);
END $$;

-- NULL: the fence has moved.
CREATE FUNCTION "session_create"(
    p_id text, p_user_id text, p_fence text, p_change_id text, p_fingerprint text, p_steps jsonb,
    p_idle_ms bigint, p_absolute_ms bigint, p_offset_ms bigint
) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    s session;
    v_now bigint;
BEGIN
    IF p_user_id IS NOT NULL AND session_lock_fence(p_user_id) IS DISTINCT FROM p_fence THEN
        RETURN NULL;
    END IF;
    v_now := session_clock(p_offset_ms);
    INSERT INTO session (id, user_id, created_at, last_seen_at, expires_at, idle_ms, absolute_end, version, collect_at)
    VALUES (p_id, p_user_id, v_now, v_now, v_now + least(p_idle_ms, p_absolute_ms), p_idle_ms, v_now + p_absolute_ms, 1,
        v_now + least(p_idle_ms, p_absolute_ms))
    RETURNING * INTO s;
    PERFORM session_apply(s.content_id, p_steps);
    INSERT INTO session_applied (content_id, change_id, fingerprint, applied_at) VALUES (s.content_id, p_change_id, p_fingerprint, v_now);
    RETURN (SELECT v.session FROM session_view v WHERE v.id = s.id);
END $$;

-- NULL: unknown, expired or not allowed. "sealedToken" is there for a full alias; for a powerless one the answer is only "moved".
CREATE FUNCTION "session_change"(
    p_id text, p_change_id text, p_fingerprint text, p_steps jsonb, p_is_movable boolean, p_applied_ms bigint, p_offset_ms bigint
) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    s session;
    v_alias session;
    v_now bigint;
BEGIN
    SELECT * INTO s FROM session WHERE id = p_id FOR UPDATE;
    IF s.moved_to IS NOT NULL THEN
        v_alias := s;
        SELECT * INTO s FROM session WHERE id = v_alias.moved_to FOR UPDATE;
    END IF;
    v_now := session_clock(p_offset_ms); -- after the wait for the lock
    IF s.id IS NULL OR s.moved_to IS NOT NULL OR v_now >= s.expires_at OR v_now >= v_alias.expires_at
        OR (v_alias.is_powerless AND NOT p_is_movable)
    THEN
        RETURN NULL;
    END IF;
    INSERT INTO session_applied AS a (content_id, change_id, fingerprint, applied_at)
    VALUES (s.content_id, p_change_id, p_fingerprint, v_now)
    ON CONFLICT (content_id, change_id) DO UPDATE SET fingerprint = excluded.fingerprint, applied_at = excluded.applied_at
    WHERE a.applied_at <= v_now - p_applied_ms;
    IF FOUND THEN
        PERFORM session_apply(s.content_id, p_steps);
        s.version := s.version + 1;
        s.last_seen_at := v_now;
        s.expires_at := least(v_now + s.idle_ms, s.absolute_end);
        UPDATE session SET version = s.version, last_seen_at = s.last_seen_at, expires_at = s.expires_at WHERE id = s.id;
    ELSIF EXISTS (
        SELECT FROM session_applied a
        WHERE a.content_id = s.content_id AND a.change_id = p_change_id AND a.fingerprint <> p_fingerprint
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'SE001', MESSAGE = 'change conflict';
    END IF;
    IF v_alias.is_powerless THEN
        RETURN json_build_object('moved', true);
    END IF;
    RETURN (SELECT json_build_object('session', v.session, 'sealedToken', v_alias.sealed_token) FROM session_view v WHERE v.id = s.id);
END $$;

-- NULL: the fence has moved, or the session is somebody else's. A repeat answers "sealedToken"; a session out of nothing "isFresh".
CREATE FUNCTION "session_renew"(
    p_id text, p_user_id text, p_fence text, p_new_id text, p_sealed_token text, p_fresh_id text, p_steps jsonb,
    p_idle_ms bigint, p_absolute_ms bigint, p_max_sessions integer, p_keep boolean, p_alias_ms bigint, p_offset_ms bigint
) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    v_old session;
    s session;
    v_now bigint;
    v_before json;
    v_is_full boolean;
    v_ids text[];
    v_content_ids bigint[];
BEGIN
    IF session_lock_fence(p_user_id) IS DISTINCT FROM p_fence THEN
        RETURN NULL;
    END IF;
    SELECT * INTO v_old FROM session WHERE id = p_id FOR UPDATE;
    IF v_old.moved_to IS NOT NULL THEN
        SELECT * INTO s FROM session WHERE id = v_old.moved_to FOR UPDATE;
    END IF;
    v_now := session_clock(p_offset_ms);
    IF v_now >= v_old.expires_at THEN
        v_old := NULL;
    END IF;
    IF v_old.user_id <> p_user_id THEN
        RETURN NULL;
    END IF;
    IF v_old.moved_to IS NOT NULL THEN -- the same user's repeated sign-in, its answer lost or late
        IF s.id IS NULL OR s.moved_to IS NOT NULL OR v_now >= s.expires_at THEN
            RETURN NULL;
        END IF;
        RETURN (SELECT json_build_object('session', v.session, 'before', v_old.before, 'sealedToken', v_old.sealed_token)
            FROM session_view v WHERE v.id = s.id);
    END IF;

    IF v_old.id IS NOT NULL THEN
        SELECT v.session INTO v_before FROM session_view v WHERE v.id = v_old.id;
        -- A full alias reads the session, so only the user's own may leave one: else a guest token that was planted would open it.
        v_is_full := p_keep AND v_old.user_id IS NOT NULL;
        s := v_old;
    END IF;
    s.id := CASE WHEN v_old.id IS NULL THEN p_fresh_id ELSE p_new_id END;
    s.content_id := coalesce(v_old.content_id, nextval('session_content_id_seq'));
    s.user_id := p_user_id;
    s.last_seen_at := v_now;
    s.idle_ms := p_idle_ms;
    s.version := coalesce(v_old.version, 0) + 1;
    IF v_is_full IS NOT TRUE THEN
        s.created_at := v_now;
        s.absolute_end := v_now + p_absolute_ms;
    END IF;
    s.expires_at := least(v_now + s.idle_ms, s.absolute_end);
    s.collect_at := s.expires_at;
    INSERT INTO session SELECT s.*;
    IF v_old.id IS NOT NULL THEN
        UPDATE session SET user_id = p_user_id, last_seen_at = v_now, expires_at = v_now + p_alias_ms, collect_at = v_now + p_alias_ms,
            moved_to = s.id, is_powerless = NOT v_is_full, sealed_token = p_sealed_token, before = v_before
        WHERE id = v_old.id;
    END IF;
    PERFORM session_apply(s.content_id, p_steps);

    IF p_max_sessions IS NOT NULL THEN -- what lies beyond the newest; counted after all of them are locked
        SELECT array_agg(o.id), array_agg(o.content_id) INTO v_ids, v_content_ids FROM (
            SELECT id, content_id FROM session
            WHERE user_id = p_user_id AND moved_to IS NULL AND id <> s.id AND expires_at > v_now
            ORDER BY created_at DESC, content_id DESC OFFSET greatest(0, p_max_sessions - 1) FOR UPDATE
        ) o;
        IF v_ids IS NOT NULL THEN
            PERFORM session_drop(v_ids, v_content_ids);
        END IF;
    END IF;
    RETURN (SELECT json_build_object('session', v.session, 'before', v_before, 'isFresh', v_old.id IS NULL)
        FROM session_view v WHERE v.id = s.id);
END $$;

-- Ends a session, by the id of a token (then also through a full alias) or by its own; answers its final state.
CREATE FUNCTION "session_end"(p_id text, p_is_by_token boolean, p_offset_ms bigint) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    s session;
    v_alias session;
    v_now bigint;
    v_final json;
BEGIN
    SELECT * INTO s FROM session WHERE id = p_id FOR UPDATE;
    IF s.moved_to IS NOT NULL THEN
        v_alias := s;
        SELECT * INTO s FROM session WHERE id = v_alias.moved_to AND p_is_by_token AND NOT v_alias.is_powerless FOR UPDATE;
    END IF;
    v_now := session_clock(p_offset_ms);
    IF s.id IS NULL OR s.moved_to IS NOT NULL OR v_now >= s.expires_at OR v_now >= v_alias.expires_at THEN
        RETURN NULL;
    END IF;
    SELECT v.session INTO v_final FROM session_view v WHERE v.id = s.id;
    PERFORM session_drop(ARRAY[s.id], ARRAY[s.content_id]);
    RETURN v_final;
END $$;

-- Moves the fence, ends a user's sessions but one, and answers how many were alive.
CREATE FUNCTION "session_end_all"(p_user_id text, p_except_id text, p_offset_ms bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_ids text[];
    v_content_ids bigint[];
    v_alive integer;
BEGIN
    INSERT INTO session_fence AS f (user_id, fence) VALUES (p_user_id, 1) ON CONFLICT (user_id) DO UPDATE SET fence = f.fence + 1;
    SELECT array_agg(o.id), array_agg(o.content_id), count(*) FILTER (WHERE o.expires_at > session_clock(p_offset_ms))
    INTO v_ids, v_content_ids, v_alive FROM (
        SELECT id, content_id, expires_at FROM session
        WHERE user_id = p_user_id AND moved_to IS NULL AND id IS DISTINCT FROM p_except_id
        ORDER BY id FOR UPDATE
    ) o;
    IF v_ids IS NOT NULL THEN
        PERFORM session_drop(v_ids, v_content_ids);
    END IF;
    RETURN v_alive;
END $$;

-- Removes some of what has expired and answers how much; 0 also while another replica collects. Never waits for a lock.
-- By the true clock: a test that moves its own must not take away what others still use.
CREATE FUNCTION "session_collect"(p_limit integer, p_applied_ms bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_now bigint := session_clock(0);
    v_ids text[];
    v_dead_ids text[];
    v_content_ids bigint[];
    v_applied integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(5180517) THEN -- an arbitrary number; Prisma's migrations use 72707369
        RETURN 0;
    END IF;
    SELECT array_agg(o.id), array_agg(o.id) FILTER (WHERE v_now >= o.expires_at),
        -- The content of an alias is that of the session that took its place.
        array_agg(o.content_id) FILTER (WHERE v_now >= o.expires_at AND o.moved_to IS NULL)
    INTO v_ids, v_dead_ids, v_content_ids FROM (
        SELECT id, content_id, expires_at, moved_to FROM session
        WHERE collect_at <= v_now ORDER BY collect_at LIMIT p_limit FOR UPDATE SKIP LOCKED
    ) o;
    IF v_dead_ids IS NOT NULL THEN
        PERFORM session_drop(v_dead_ids, v_content_ids);
    END IF;
    IF v_ids IS NOT NULL THEN -- the others were used meanwhile
        UPDATE session SET collect_at = expires_at WHERE id = ANY (v_ids);
    END IF;
    DELETE FROM session_applied WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM session_applied
        WHERE applied_at <= v_now - p_applied_ms ORDER BY applied_at LIMIT p_limit FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS v_applied = ROW_COUNT;
    RETURN coalesce(cardinality(v_ids), 0) + v_applied;
END $$;
