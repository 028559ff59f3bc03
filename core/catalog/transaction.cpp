#include "core/catalog/transaction.h"

namespace creel {

Result<Transaction> Transaction::begin(Connection& connection)
{
    CREEL_TRY(connection.checkFileIsThere());
    CREEL_TRY(connection.runScript("BEGIN IMMEDIATE"));
    return Transaction(connection);
}

Transaction::~Transaction()
{
    if (m_connection)
        (void)m_connection->runScript("ROLLBACK");
}

Result<void> Transaction::commit()
{
    CREEL_TRY(m_connection->runScript("COMMIT"));
    m_connection = nullptr;
    return {};
}

} // namespace creel
