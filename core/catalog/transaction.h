#pragma once

#include "core/catalog/connection.h"

namespace creel {

/// A write transaction that rolls back unless committed. Does not nest.
class Transaction
{
public:
    /// Takes the write lock at once, so that what is read inside is what is written over.
    static Result<Transaction> begin(Connection& connection);
    Transaction(Transaction&& other) noexcept : m_connection(std::exchange(other.m_connection, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    /// Once this returns without error the changes are on the disk.
    Result<void> commit();

private:
    explicit Transaction(Connection& connection) : m_connection(&connection) {}

    Connection* m_connection;
};

} // namespace creel
