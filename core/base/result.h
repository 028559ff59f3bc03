#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <utility>

namespace creel {

/// What kind of thing went wrong; decides exit codes and HTTP statuses, never shown to people.
enum class ErrorCode
{
    BadInput,
    NotFound,
    Exists,
    Conflict,
    Unreadable,
    Unwritable,
    DiskFull,
    Busy,
    Corrupt,
    NewerVersion,
    Unsupported,
    Cancelled,
    Internal,
};

/// An expected failure. `message` says what happened, to what, and what to do; `detail` is for a log.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString detail = {};
};

/// A value or the Error that kept it from existing.
template<class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString message, QString detail = {})
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(detail)});
}

} // namespace creel

#define CREEL_CONCAT_(a, b) a##b
#define CREEL_CONCAT(a, b) CREEL_CONCAT_(a, b)

/// Returns the error of `expr` from the enclosing function, if it has one.
#define CREEL_TRY(expr)                                                                                      \
    do {                                                                                                     \
        if (auto creelTried = (expr); !creelTried)                                                           \
            return tl::unexpected(std::move(creelTried.error()));                                            \
    } while (false)

/// `CREEL_ASSIGN(auto photo, store.photo(id));` declares photo, or returns the error.
#define CREEL_ASSIGN(declaration, expr)                                                                      \
    auto CREEL_CONCAT(creelResult, __LINE__) = (expr);                                                       \
    if (!CREEL_CONCAT(creelResult, __LINE__))                                                                \
        return tl::unexpected(std::move(CREEL_CONCAT(creelResult, __LINE__).error()));                       \
    declaration = std::move(*CREEL_CONCAT(creelResult, __LINE__))
