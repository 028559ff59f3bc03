#pragma once

#include <QtGlobal>

#include <csignal>

#include <sys/resource.h>
#include <unistd.h>

namespace creel::test {

/// Files may be at most `bytes` long until this object is gone: what a full disk looks like to one process.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FileSizeLimit)

private:
    rlimit m_before{};
};

/// Permissions do not bind root, so a test that needs them runs as nobody meanwhile.
class WithoutPrivileges
{
public:
    WithoutPrivileges() : m_isRoot(geteuid() == 0) { m_isValid = !m_isRoot || seteuid(65534) == 0; }
    ~WithoutPrivileges()
    {
        if (m_isRoot && seteuid(0) != 0)
            qFatal("cannot become root again");
    }
    Q_DISABLE_COPY_MOVE(WithoutPrivileges)

    bool isValid() const { return m_isValid; }

private:
    bool m_isRoot;
    bool m_isValid;
};

} // namespace creel::test
