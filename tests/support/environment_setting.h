#pragma once

#include <QByteArray>

namespace creel::test {

/// Sets a variable of this process's environment, and back when it goes.
class EnvironmentSetting
{
public:
    EnvironmentSetting(const char* name, const QByteArray& value)
        : m_name(name), m_before(qgetenv(name)), m_wasSet(qEnvironmentVariableIsSet(name))
    {
        qputenv(name, value);
    }
    ~EnvironmentSetting()
    {
        if (m_wasSet)
            qputenv(m_name, m_before);
        else
            qunsetenv(m_name);
    }
    EnvironmentSetting(const EnvironmentSetting&) = delete;
    EnvironmentSetting& operator=(const EnvironmentSetting&) = delete;

private:
    const char* const m_name;
    const QByteArray m_before;
    const bool m_wasSet;
};

} // namespace creel::test
