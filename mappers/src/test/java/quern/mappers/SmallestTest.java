package quern.mappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SmallestTest {
  @Property
  void aNumberIsTakenUnlessAsManySmallerOnesWereOffered(
      @ForAll @Size(max = 200) List<Long> numbers, @ForAll @IntRange(min = 1, max = 20) int most) {
    Smallest smallest = new Smallest(most);
    List<Long> before = new ArrayList<>();
    for (long number : numbers) {
      long smaller = before.stream().filter(n -> Long.compareUnsigned(n, number) < 0).count();
      assertThat(smallest.offer(number)).isEqualTo(smaller < most);
      before.add(number);
    }
  }
}
