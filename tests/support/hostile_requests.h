#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <random>

namespace creel::test {

/// Makes up requests that no honest client sends: cut off, with wrong lengths, with broken forms and images,
/// or of random bytes. The same seed gives the same requests.
class HostileRequests
{
public:
    /// `files` are the bytes of broken and strange files to send along.
    HostileRequests(quint32 seed, QByteArrayList files) : m_random(seed), m_files(std::move(files)) {}

    QByteArray next();

private:
    int below(int limit) { return int(m_random() % quint32(limit)); }
    QByteArray randomBytes(int size);
    QByteArray damaged(QByteArray bytes);
    QByteArray image();

    std::mt19937 m_random;
    QByteArrayList m_files;
};

/// A PNG that claims 30,000 × 30,000 pixels in a few hundred bytes.
QByteArray bombPng();

} // namespace creel::test
