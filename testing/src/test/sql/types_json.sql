SELECT '{"a": 1}'::json, '{"b": 2, "a": 1}'::jsonb;
SELECT '{"a": [1, 2]}'::json -> 'a' -> 0, '{"a": "x"}'::jsonb ->> 'a';
SELECT '{bad'::json;
SELECT json_build_object('a', 1, 'b', ARRAY[1, 2]), row_to_json(ROW(1, 'x')), to_jsonb(1.5);
