#include "visit/appointment/appointment_scope.h"

#include "store/query.h"
#include "visit/appointment/appointment_row.h"

static void bind_client(struct query *q, const struct appointment_scope *scope) {
    query_bind_id(q, &scope->practice_id);
    query_bind_id(q, &scope->practice_id);
    query_bind_id(q, &scope->of_id);
    query_bind_int(q, APPOINTMENT_LINK_AFTER_S);
    query_bind_int(q, scope->now_ms);
}

void appointment_scope_bind(struct query *q, const struct appointment_scope *scope) {
    if (scope->kind == APPOINTMENT_SCOPE_CLIENT) {
        bind_client(q, scope);
        return;
    }
    query_bind_id(q, &scope->practice_id);
    query_bind_id(q, &scope->of_id);
    if (scope->kind != APPOINTMENT_SCOPE_ONE) {
        query_bind_int(q, scope->from_ms);
        query_bind_int(q, scope->to_ms);
    }
    if (scope->kind == APPOINTMENT_SCOPE_CANCELLED) {
        query_bind_int(q, scope->now_ms);
    }
}
